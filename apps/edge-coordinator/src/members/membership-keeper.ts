import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@eyrie/platform';
import { ConfChangeRefused, RaftError, type RaftStatus } from '@eyrie/raft';
import type { Consensus } from '../consensus/consensus.ts';
import type { RareLog } from '../metrics/rare-log.ts';
import { planMembers, type MemberStep, type MemberView } from './member-plan.ts';

export interface MembershipKeeperOptions {
  readonly consensus: Pick<
    Consensus,
    'status' | 'decide' | 'addLearner' | 'remove' | 'transferLeader'
  >;
  /** Null while this node has nothing to go by yet. */
  readonly view: (status: RaftStatus) => MemberView | null;
  readonly log: Logger;
  readonly rareLog: RareLog;
  /** Default 500 ms. */
  readonly everyMs?: number;
}

/** Looks after the members while this node leads, one change at a time. */
export class MembershipKeeper {
  readonly #options: MembershipKeeperOptions;
  readonly #end = new AbortController();
  #running: Promise<void> | null = null;
  #busy: Promise<unknown> = Promise.resolve();

  constructor(options: MembershipKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.#running;
  }

  /** Does an operator's change while nothing is done by itself. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#busy.then(work);
    this.#busy = done.catch(() => undefined);
    return done;
  }

  async #run(): Promise<void> {
    const { everyMs = 500 } = this.#options;
    const { signal } = this.#end;
    while (!signal.aborted) {
      await this.exclusively(() => this.#look());
      await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    const { consensus, view, log, rareLog } = this.#options;
    const status = consensus.status();
    if (status.role !== 'leader' || status.transferringTo !== null) return;
    const seen = view(status);
    const step = seen && planMembers(seen);
    if (!seen || !step) return;
    try {
      await this.#perform(step, status.confState.index);
      log.info({ event: 'members_changed', ...step }, sentenceOf(step));
    } catch (error) {
      if (this.#end.signal.aborted) return;
      // Another change is under way, or this node leads no more: looked at anew soon.
      if (error instanceof ConfChangeRefused && error.reason === 'conf-pending') return;
      if (!(error instanceof RaftError)) throw error;
      rareLog.warn('members_not_changed', step.type, { ...step, reason: error.message });
    }
  }

  async #perform(step: MemberStep, expectedConfIndex: number): Promise<void> {
    const { consensus } = this.#options;
    const options = { signal: this.#end.signal, expectedConfIndex };
    switch (step.type) {
      case 'hand-over':
        await consensus.transferLeader(null);
        return;
      case 'remove': {
        const { nodeId } = step;
        await consensus.remove(nodeId, options);
        // Afterwards: as long as it counts in the group, the others must know it (see Consensus).
        if (step.why === 'unlisted') {
          await consensus.decide({ form: 1, type: 'dismiss-coordinator', nodeId, deviceId: null });
        }
        return;
      }
      case 'renew-card':
        await consensus.addLearner(step, options);
        return;
      case 'take-in': {
        const { nodeId, deviceId, incarnation } = step;
        await consensus.decide({
          form: 1,
          type: 'admit-coordinator',
          nodeId,
          deviceId,
          incarnation,
        });
        await consensus.addLearner({ nodeId, incarnation }, options);
        return;
      }
    }
  }
}

function sentenceOf(step: MemberStep): string {
  switch (step.type) {
    case 'hand-over':
      return 'This coordinator was taken out of the site, and hands its leadership over.';
    case 'remove':
      return step.why === 'removed'
        ? 'A coordinator was taken out of the group.'
        : 'A coordinator that the cloud does not list any more was taken out of the group.';
    case 'renew-card':
      return 'A coordinator came back with another card, which takes the place of the old one.';
    case 'take-in':
      return 'A coordinator was taken into the group as a learner.';
  }
}
