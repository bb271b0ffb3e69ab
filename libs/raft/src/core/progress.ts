import { assert } from './assert.ts';
import type { Inflights } from './inflights.ts';
import type { Entry, Index } from './types.ts';

export function entriesBytes(entries: readonly Entry[]): number {
  return entries.reduce((sum, entry) => sum + entry.data.length, 0);
}

/**
 * What a leader knows of one follower. In `probe` it looks for the place where the logs agree, one
 * message per heartbeat; in `replicate` it sends ahead without waiting for answers.
 */
export class Progress {
  /** See AppendRequest: numbers this record among all that the leader kept for the same follower. */
  readonly epoch: number;
  readonly inflights: Inflights;
  state: 'probe' | 'replicate' = 'probe';
  match: Index = 0;
  next: Index;
  /** Heard of since the leader last counted its quorum. */
  isRecentlyActive: boolean;
  /** Nothing more is sent until the follower answers (an append, or a heartbeat). */
  isPaused = false;

  constructor(options: { epoch: number; next: Index; inflights: Inflights; active: boolean }) {
    this.epoch = options.epoch;
    this.next = options.next;
    this.inflights = options.inflights;
    this.isRecentlyActive = options.active;
  }

  becomeProbe(): void {
    this.state = 'probe';
    this.next = this.match + 1;
    this.isPaused = false;
    this.inflights.reset();
  }

  becomeReplicate(): void {
    this.state = 'replicate';
    this.next = this.match + 1;
    this.isPaused = false;
    this.inflights.reset();
  }

  onSent(entries: readonly Entry[]): void {
    if (this.state === 'probe') {
      this.isPaused = true;
      return;
    }
    const last = entries.at(-1);
    if (last) {
      this.next = last.index + 1;
      this.inflights.add(last.index, entriesBytes(entries));
    }
    this.isPaused = this.inflights.isFull;
  }

  /** True when the answer taught something; an older answer than one seen before does not. */
  onAccepted(match: Index): boolean {
    const isNews = match > this.match;
    if (isNews) this.match = match;
    this.next = Math.max(this.next, this.match + 1);
    if (this.state === 'replicate') {
      this.inflights.freeUpTo(this.match);
      this.isPaused = this.inflights.isFull;
    } else if (isNews || match === this.match) {
      this.becomeReplicate();
      return true;
    }
    assert(this.next > this.match, 'next is above match');
    return isNews;
  }

  /** True when the rejection is of the present probe or stream; a late one changes nothing. */
  onRejected(rejectedIndex: Index, nextProbe: Index): boolean {
    if (this.state === 'replicate') {
      if (rejectedIndex <= this.match) return false;
      this.becomeProbe();
      return true;
    }
    if (this.next - 1 !== rejectedIndex) return false;
    this.next = Math.max(Math.min(rejectedIndex, nextProbe + 1), this.match + 1);
    this.isPaused = false;
    return true;
  }
}
