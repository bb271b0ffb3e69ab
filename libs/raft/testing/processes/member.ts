import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Line, Refused } from './ask.ts';
import { Program } from './program.ts';
import type { NodeOptions, NodeState, NodeView } from './protocol.ts';
import type { Undo } from './undo.ts';

const START_MS = 30_000;
const VIEW_MS = 1000;

/** One member of the cluster, as the harness has it in its hand. */
export class Member {
  readonly id: number;
  readonly options: NodeOptions;
  readonly #folder: string;
  readonly #prefix: readonly string[];
  readonly #undo: Undo;
  readonly #line: Line;
  #program: Program | null = null;

  constructor(
    options: NodeOptions,
    place: { readonly folder: string; readonly prefix: readonly string[]; readonly undo: Undo },
  ) {
    this.id = options.id;
    this.options = options;
    this.#folder = place.folder;
    this.#prefix = place.prefix;
    this.#undo = place.undo;
    this.#line = new Line(options.socket);
    writeFileSync(this.#optionsFile, JSON.stringify(options));
  }

  get #optionsFile(): string {
    return join(this.#folder, `node-${this.id}.json`);
  }

  get misfortune(): string | null {
    const words = this.#program?.misfortune ?? null;
    return words === null ? null : `Node ${this.id} ${words}`;
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    this.#program = new Program({
      module: 'node-process.ts',
      argument: this.#optionsFile,
      prefix: this.#prefix,
      log: join(this.#folder, `node-${this.id}.log`),
      undo: this.#undo,
    });
    for (const endMs = performance.now() + START_MS; (await this.view()) === null;) {
      if (this.misfortune !== null) throw new Error(this.misfortune);
      if (performance.now() > endMs) throw new Error(`Node ${this.id} does not come up.`);
    }
  }

  async kill(): Promise<void> {
    await this.#program?.kill();
  }

  pause(): void {
    this.#program?.signal('SIGSTOP');
  }

  resume(): void {
    this.#program?.signal('SIGCONT');
  }

  /** Null where it does not answer: down, or standing still. */
  async view(): Promise<NodeView | null> {
    return this.#ask({ ask: 'view' });
  }

  async state(): Promise<NodeState | null> {
    return this.#ask({ ask: 'state' }, 10_000);
  }

  /** Has it hand leadership over; whether it did. */
  async transfer(to: number): Promise<boolean> {
    return (await this.#ask({ ask: 'transfer', to }, 5000)) !== null;
  }

  close(): void {
    this.#line.close();
  }

  async #ask<Answer>(
    question: Parameters<Line['ask']>[0],
    withinMs = VIEW_MS,
  ): Promise<Answer | null> {
    try {
      return await this.#line.ask<Answer>(question, withinMs);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await sleep(20);
      return null;
    }
  }
}

/** Asks until there is an answer. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | null>,
  withinMs: number,
): Promise<T> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > endMs) throw new Error(`Waited in vain: ${what}.`);
    await sleep(25);
  }
}
