import { noSamples, type Cost, type FigureSpec, type Samples, type Side } from './figure.ts';
import type { ProcessGroup } from './process-group.ts';

/** One bench: what it measures, and how. */
export interface Bench {
  readonly name: string;
  /** One sentence for the list of benches. */
  readonly sentence: string;
  readonly figures: readonly FigureSpec[];
  /** What the reader of the table has to know of how it was measured; one sentence each. */
  readonly notes: readonly string[];
  readonly run: (context: BenchContext, findings: Findings) => Promise<void>;
}

export interface BenchContext {
  readonly repeats: number;
  /** Tiny amounts, to see that everything works from start to end. The figures then mean little. */
  readonly quick: boolean;
  /** Whether the figure was asked for; what is not may be left out. */
  readonly wants: (id: string) => boolean;
  /** A temporary folder of this run, removed afterwards. */
  readonly folder: string;
  /** Everything started belongs to it, and is ended with it. */
  readonly processes: ProcessGroup;
  readonly progress: (line: string) => void;
}

/** Collects what a bench finds out. A key is a figure's id, or `id/part`. */
export class Findings {
  readonly #samples = new Map<string, Samples>();

  constructor(figures: readonly FigureSpec[]) {
    for (const { id, parts } of figures) {
      for (const key of [id, ...Object.keys(parts ?? {}).map((part) => `${id}/${part}`)]) {
        this.#samples.set(key, noSamples());
      }
    }
  }

  /** @throws RangeError for a key that the bench's table does not have. */
  record(key: string, side: Side, value: number, cost?: Cost): void {
    if (!Number.isFinite(value)) throw new RangeError(`${key}: ${value} is no measurement.`);
    const samples = this.#of(key);
    samples[side].push(value);
    if (cost) samples.costs[side].push(cost);
  }

  /** Keeps the greatest of all that were recorded under the key. */
  recordWorst(key: string, side: Side, value: number): void {
    const known = this.#of(key)[side].splice(0);
    this.record(key, side, Math.max(value, ...known));
  }

  /** Says in a sentence why something is null. */
  explain(key: string, reason: string): void {
    this.#of(key).reason = reason;
  }

  /** The same for every figure whose peer this is, and for its parts. */
  explainPeer(figures: readonly FigureSpec[], peer: string, reason: string): void {
    for (const { id, peer: own, parts } of figures) {
      if (own === peer) this.explain(id, reason);
      for (const [name, part] of Object.entries(parts ?? {})) {
        if (part.peer === peer) this.explain(`${id}/${name}`, reason);
      }
    }
  }

  of(id: string, part: string | null): Samples {
    return this.#of(part === null ? id : `${id}/${part}`);
  }

  #of(key: string): Samples {
    const samples = this.#samples.get(key);
    if (!samples) throw new RangeError(`The table has no figure "${key}".`);
    return samples;
  }
}
