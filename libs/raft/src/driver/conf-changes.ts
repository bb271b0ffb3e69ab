import { isJoint } from '../core/confchange.ts';
import type { ConfProposeResult } from '../core/members.ts';
import type { ConfState, Entry, Index, Term } from '../core/types.ts';
import type { Clock } from './clock.ts';
import {
  ConfChangeRefused,
  ProposalDropped,
  ProposalOutcomeUnknown,
  type RaftError,
  type UnknownReason,
} from './errors.ts';
import type { WaitOptions } from './options.ts';

interface Change {
  readonly index: Index;
  readonly term: Term;
  readonly resolve: (conf: ConfState) => void;
  readonly reject: (error: RaftError) => void;
  isApplied: boolean;
}

const TIMEOUT_MS = 10_000;

/** Changes of members that wait to be in effect, a joint one until it is left. */
export class ConfChanges {
  readonly #clock: Clock;
  #changes: Change[] = [];
  applied = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get count(): number {
    return this.#changes.length;
  }

  /** What became of a proposal: a promise where it stands in the log. @throws RaftError */
  wait(placed: Exclude<ConfProposeResult, 'not-leader'>, options: WaitOptions): Promise<ConfState> {
    if (placed === 'transferring' || placed === 'disk-unfit') throw new ProposalDropped(placed);
    if (typeof placed === 'string') throw new ConfChangeRefused(placed);
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        cancelTimer();
        options.signal?.removeEventListener('abort', onAbort);
        this.#changes = this.#changes.filter((other) => other !== change);
      };
      const change: Change = {
        ...placed,
        isApplied: false,
        resolve: (conf) => {
          stop();
          resolve(conf);
        },
        reject: (error) => {
          stop();
          reject(error);
        },
      };
      const giveUp = (reason: UnknownReason): void =>
        change.reject(new ProposalOutcomeUnknown(reason));
      const onAbort = (): void => giveUp('aborted');
      const cancelTimer = this.#clock.setTimer(options.timeoutMs ?? TIMEOUT_MS, () =>
        giveUp('timeout'),
      );
      this.#changes.push(change);
      if (options.signal?.aborted) onAbort();
      else options.signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  onApplied(entries: readonly Entry[], conf: ConfState): void {
    for (const { type } of entries) if (type === 'conf') this.applied += 1;
    if (this.#changes.length === 0) return;
    for (const change of [...this.#changes]) {
      const entry = entries.find(({ index }) => index === change.index);
      if (entry && entry.term !== change.term) change.reject(new ProposalDropped('replaced'));
      else if (entry) change.isApplied = true;
      if (change.isApplied && !(isJoint(conf) && conf.autoLeave)) change.resolve(conf);
    }
  }

  /** A snapshot took the place of entries up to `index`: what they were is not known here. */
  onSkipped(index: Index): void {
    for (const change of [...this.#changes]) {
      if (change.index <= index) change.reject(new ProposalOutcomeUnknown('snapshot'));
    }
  }

  endAll(reason: 'closed' | 'failed'): void {
    for (const change of [...this.#changes]) change.reject(new ProposalOutcomeUnknown(reason));
  }
}
