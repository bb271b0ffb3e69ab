import type { RawNode } from '../core/raw-node.ts';
import type { Clock } from './clock.ts';
import { NotLeader, ProposalDropped } from './errors.ts';
import { type Proposals, refuse } from './proposals.ts';
import type { Pump } from './pump.ts';
import type { Reads } from './reads.ts';

interface Parts<Result> {
  readonly core: RawNode;
  readonly pump: Pump;
  readonly proposals: Proposals<Result>;
  readonly reads: Reads;
  readonly clock: Clock;
  /** Of the commands that the core is given at once. */
  readonly batchBytesMax: number;
}

/** Brings proposals and reads to the core: those of one turn of the event loop together. */
export class Intake<Result> {
  readonly #parts: Parts<Result>;
  #isScheduled = false;

  constructor(parts: Parts<Result>) {
    this.#parts = parts;
  }

  schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    const { clock } = this.#parts;
    if (clock.soon) clock.soon(() => this.#bring());
    else queueMicrotask(() => this.#bring());
  }

  #bring(): void {
    this.#isScheduled = false;
    this.#parts.pump.runUnlessEnded(() => {
      this.#propose();
      this.#parts.reads.ask();
    });
  }

  #propose(): void {
    const { core, proposals, batchBytesMax } = this.#parts;
    for (;;) {
      const batch = proposals.takeBatch(batchBytesMax);
      if (batch.length === 0) return;
      const placed = core.propose(batch.map(({ data }) => data));
      if (placed === 'not-leader') refuse(batch, new NotLeader(core.status().leaderId));
      else if (typeof placed === 'string') refuse(batch, new ProposalDropped(placed));
      else proposals.place(batch, placed.index, placed.term);
    }
  }
}
