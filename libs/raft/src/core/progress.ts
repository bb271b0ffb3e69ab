import { assert } from './assert.ts';
import type { Inflights } from './inflights.ts';
import type { Entry, Index } from './types.ts';

export function entriesBytes(entries: readonly Entry[]): number {
  return entries.reduce((sum, entry) => sum + entry.data.length, 0);
}

export type ProgressState = 'probe' | 'replicate' | 'snapshot';

/**
 * What a leader knows of one follower. In `probe` it looks for the place where the logs agree, one
 * message per heartbeat; in `replicate` it sends ahead without waiting for answers; in `snapshot` it
 * waits for the end of a stream.
 */
export class Progress {
  /** See AppendRequest: numbers this record among all that the leader kept for the same follower. */
  epoch: number;
  readonly inflights: Inflights;
  state: ProgressState = 'probe';
  match: Index = 0;
  /** Up to here it was told what is committed, if the message arrived; a heartbeat says it again. */
  toldCommit: Index = 0;
  next: Index;
  /** Heard of since the leader last counted its quorum. */
  #isHeard: boolean;
  /** Heard of between the two counts before: right after a count nobody was heard of yet. */
  #wasHeard = false;
  /** Nothing more is sent until the follower answers (an append, or a heartbeat). */
  isPaused = false;
  /** Reads up to this position need this follower's answer no more. */
  readAcked = 0;
  /** Since its last answer. */
  silentTicks = 0;
  /** For how many ticks a learner has been close behind. */
  caughtUpTicks = 0;
  /** Of the snapshot under way; 0 when there is none. */
  pendingSnapshot: Index = 0;

  constructor(options: { epoch: number; next: Index; inflights: Inflights; active: boolean }) {
    this.epoch = options.epoch;
    this.next = options.next;
    this.inflights = options.inflights;
    this.#isHeard = options.active;
  }

  becomeProbe(): void {
    // Even if the report of a finished snapshot comes before the answer to it.
    this.next = Math.max(this.match, this.pendingSnapshot) + 1;
    this.#enter('probe');
  }

  becomeReplicate(): void {
    this.next = this.match + 1;
    this.#enter('replicate');
  }

  becomeSnapshot(index: Index): void {
    this.#enter('snapshot');
    this.pendingSnapshot = index;
    this.isPaused = true;
  }

  onSnapshotEnded(wasTaken: boolean): void {
    if (this.state !== 'snapshot') return;
    if (!wasTaken) this.pendingSnapshot = 0;
    this.becomeProbe();
    // A failure is not met by a new attempt at once, but by one at the next sign of life.
    this.isPaused = true;
  }

  /** Heard of lately, as far as the leader can tell at any moment. */
  get isActive(): boolean {
    return this.#isHeard || this.#wasHeard;
  }

  /** Whether it was heard of since the last call; the leader counts its quorum with it. */
  takeHeard(): boolean {
    this.#wasHeard = this.#isHeard;
    this.#isHeard = false;
    return this.#wasHeard;
  }

  hear(): void {
    this.#isHeard = true;
    this.silentTicks = 0;
  }

  onHeartbeatReply(readPosition: number): void {
    this.hear();
    this.readAcked = Math.max(this.readAcked, readPosition);
    if (this.state !== 'snapshot') this.isPaused = false;
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

  onTold(commit: Index): void {
    this.toldCommit = Math.max(this.toldCommit, commit);
  }

  /** True when the answer taught something; an older answer than one seen before does not. */
  onAccepted(match: Index): boolean {
    const isNews = match > this.match;
    if (isNews) this.match = match;
    this.next = Math.max(this.next, this.match + 1);
    if (this.state === 'replicate') {
      this.inflights.freeUpTo(this.match);
      this.isPaused = this.inflights.isFull;
    } else if (this.state === 'snapshot' && match < this.pendingSnapshot) {
      return isNews;
    } else if (isNews || match === this.match) {
      this.becomeReplicate();
      return true;
    }
    assert(this.next > this.match, 'next is above match');
    return isNews;
  }

  /** True when the rejection is of the present probe or stream; a late one changes nothing. */
  onRejected(rejectedIndex: Index, nextProbe: Index): boolean {
    if (this.state === 'snapshot') return false;
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

  #enter(state: ProgressState): void {
    this.state = state;
    this.pendingSnapshot = 0;
    this.isPaused = false;
    this.inflights.reset();
  }
}
