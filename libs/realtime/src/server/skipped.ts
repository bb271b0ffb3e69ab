import type { StreamGap } from '@eyrie/contracts';
import { formatCursor } from '../cursor.ts';

/** Why a number is not sent. Only `dropped` is a loss to the client. */
export type SkipReason = 'filtered' | 'expired' | 'dropped';

/** Counts what is left out, until it is announced in one piece. */
export class Skipped {
  #counts = { filtered: 0, expired: 0, dropped: 0 };
  #total = 0;

  get isEmpty(): boolean {
    return this.#total === 0;
  }

  get dropped(): number {
    return this.#counts.dropped;
  }

  add(reason: SkipReason): void {
    this.#counts[reason] += 1;
    this.#total += 1;
  }

  /** What is to be announced: that of the numbers after `from` up to `to` these were left out. */
  announce(epoch: string, from: number, to: number): StreamGap {
    const counts = this.#counts;
    this.#counts = { filtered: 0, expired: 0, dropped: 0 };
    this.#total = 0;
    return {
      from: formatCursor({ epoch, seq: from }),
      to: formatCursor({ epoch, seq: to }),
      ...counts,
    };
  }
}
