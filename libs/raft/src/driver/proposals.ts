import type { Entry, Index, Term } from '../core/types.ts';
import type { Clock } from './clock.ts';
import {
  type DropReason,
  type NodeFailed,
  type NotLeader,
  ProposalDropped,
  ProposalOutcomeUnknown,
  type RaftError,
  type UnknownReason,
} from './errors.ts';
import { Latencies } from './histogram.ts';
import type { ProposeOptions } from './options.ts';

/** A proposal that was applied here; `result` is what the state machine answered. */
export interface Applied<Result> {
  readonly index: Index;
  readonly term: Term;
  readonly result: Result;
}

interface Proposal<Result> {
  readonly data: Uint8Array;
  readonly startedAtMs: number;
  /** Once it stands in a log, nobody can say that it will not be applied. */
  place: { readonly index: Index; readonly term: Term } | null;
  readonly resolve: (applied: Applied<Result>) => void;
  readonly reject: (error: RaftError) => void;
}

const TIMEOUT_MS = 5000;

/** Proposals that wait: first for the core to take them, then for their entry to be applied. */
export class Proposals<Result> {
  readonly #clock: Clock;
  #queue: Proposal<Result>[] = [];
  readonly #placed = new Map<Index, readonly Proposal<Result>[]>();
  total = 0;
  failed = 0;
  readonly latencies = new Latencies();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get queueLength(): number {
    return this.#queue.length;
  }

  get pending(): number {
    return this.#placed.size;
  }

  add(data: Uint8Array, options: ProposeOptions): Promise<Applied<Result>> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        cancelTimer();
        options.signal?.removeEventListener('abort', onAbort);
      };
      const proposal: Proposal<Result> = {
        data,
        startedAtMs: this.#clock.now(),
        place: null,
        resolve: (applied) => {
          stop();
          resolve(applied);
        },
        reject: (error) => {
          stop();
          this.failed += 1;
          reject(error);
        },
      };
      const onAbort = (): void => this.#giveUp(proposal, 'aborted');
      const cancelTimer = this.#clock.setTimer(options.timeoutMs ?? TIMEOUT_MS, () =>
        this.#giveUp(proposal, 'timeout'),
      );
      this.total += 1;
      this.#queue.push(proposal);
      if (options.signal?.aborted) onAbort();
      else options.signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Takes proposals for one append, up to `bytesMax` and at least one; empty when none waits. */
  takeBatch(bytesMax: number): Proposal<Result>[] {
    let bytes = 0;
    const end = this.#queue.findIndex(({ data }, at) => {
      bytes += data.length;
      return at > 0 && bytes > bytesMax;
    });
    return this.#queue.splice(0, end === -1 ? this.#queue.length : end);
  }

  place(batch: readonly Proposal<Result>[], first: Index, term: Term): void {
    batch.forEach((proposal, at) => {
      const index = first + at;
      proposal.place = { index, term };
      // Another may wait at this place since an earlier term: cut from this log, it can stand in a
      // peer's log yet and be committed by that peer. Only a commit decides between them.
      this.#placed.set(index, [...(this.#placed.get(index) ?? []), proposal]);
    });
  }

  /** An entry was committed and applied: its proposal, and those it displaced, are decided. */
  onApplied(entry: Entry, result: () => Result): void {
    const waiting = this.#placed.get(entry.index) ?? [];
    this.#placed.delete(entry.index);
    for (const proposal of waiting) {
      // Another entry is committed at this place, so this one never will be.
      if (proposal.place?.term !== entry.term) proposal.reject(new ProposalDropped('replaced'));
      else this.#succeed(proposal, { index: entry.index, term: entry.term, result: result() });
    }
  }

  /** A snapshot took the place of entries up to `index`: what they were is not known here. */
  onSkipped(index: Index): void {
    const skipped = [...this.#placed].filter(([at]) => at <= index);
    for (const [at, waiting] of skipped) {
      this.#placed.delete(at);
      for (const proposal of waiting) proposal.reject(new ProposalOutcomeUnknown('snapshot'));
    }
  }

  #succeed(proposal: Proposal<Result>, applied: Applied<Result>): void {
    this.latencies.observe(this.#clock.now() - proposal.startedAtMs);
    proposal.resolve(applied);
  }

  /** The node ends: what is queued was never said to anybody, what is placed may yet be applied. */
  endAll(reason: 'closed' | { readonly failure: NodeFailed }): void {
    const queued = this.#queue;
    this.#queue = [];
    const placed = [...this.#placed.values()].flat();
    this.#placed.clear();
    const isClosed = reason === 'closed';
    for (const proposal of queued) {
      proposal.reject(isClosed ? new ProposalDropped('closed') : reason.failure);
    }
    for (const proposal of placed) {
      proposal.reject(new ProposalOutcomeUnknown(isClosed ? 'closed' : 'failed'));
    }
  }

  #giveUp(proposal: Proposal<Result>, reason: DropReason & UnknownReason): void {
    if (proposal.place === null) {
      this.#queue = this.#queue.filter((queued) => queued !== proposal);
      proposal.reject(new ProposalDropped(reason));
      return;
    }
    const { index } = proposal.place;
    const others = (this.#placed.get(index) ?? []).filter((waiting) => waiting !== proposal);
    if (others.length > 0) this.#placed.set(index, others);
    else this.#placed.delete(index);
    proposal.reject(new ProposalOutcomeUnknown(reason));
  }
}

/** Turns a batch away that the core did not take. */
export function refuse<Result>(
  batch: readonly Proposal<Result>[],
  error: NotLeader | ProposalDropped,
): void {
  for (const proposal of batch) proposal.reject(error);
}
