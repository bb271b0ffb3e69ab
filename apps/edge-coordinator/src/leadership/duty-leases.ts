import type { WaitOptions } from '@eyrie/raft';
import type { Consensus } from '../consensus/consensus.ts';
import {
  uplinkDuty,
  type ClaimResult,
  type ReleaseResult,
  type RenewalResult,
} from '../site-state/duties.ts';
import { atTime } from '../site-state/site-state.ts';

/** Who does a duty now. */
export interface HeldDuty {
  readonly duty: string;
  readonly holder: string;
  /** Compared only with other tokens of the same duty and site epoch. */
  readonly token: number;
  /** Null: as long as it leads. */
  readonly expiresInMs: number | null;
}

export interface DutyLeasesOptions {
  readonly consensus: Pick<Consensus, 'decide' | 'decideOnce' | 'read' | 'logTimeMs'>;
  /** This coordinator, which leads in that term. */
  readonly leader: { readonly deviceId: string; readonly term: number };
  /** Ends with the term. */
  readonly signal: AbortSignal;
}

/**
 * Gives out work that one device at a time may do. Each answer is one that the coordinators agreed
 * on, so it holds through a change of leaders; the next leader goes on with the same leases. All
 * methods throw what `Consensus.decide` or `Consensus.read` throws.
 */
export class DutyLeases {
  readonly #options: DutyLeasesOptions;

  constructor(options: DutyLeasesOptions) {
    this.#options = options;
  }

  /** Asked again by its holder it is the same lease, for another `ttlMs`. */
  claim(duty: string, holder: string, ttlMs: number): Promise<ClaimResult> {
    return this.#options.consensus.decide(
      { form: 1, type: 'claim-duty', duty, holder, ttlMs },
      this.#wait(),
    );
  }

  renew(duty: string, token: number, ttlMs: number): Promise<RenewalResult> {
    return this.#options.consensus.decide(
      { form: 1, type: 'renew-duty', duty, token, ttlMs },
      this.#wait(),
    );
  }

  /** Exactly once: sent again by itself it would be told that nothing is held. */
  release(duty: string, token: number): Promise<ReleaseResult> {
    return this.#options.consensus.decideOnce(
      { form: 1, type: 'release-duty', duty, token },
      this.#wait(),
    );
  }

  /**
   * All that are held, by duty. The uplink is the leader's by its term, which is its token too: being
   * elected granted it, losing the quorum ends it, and nothing has to be written to keep it.
   */
  async held(): Promise<readonly HeldDuty[]> {
    const { consensus, leader } = this.#options;
    const uplink = {
      duty: uplinkDuty,
      holder: leader.deviceId,
      token: leader.term,
      expiresInMs: null,
    };
    const leases = await consensus.read((state) => {
      const nowMs = consensus.logTimeMs;
      return [...atTime(state, nowMs).duties.values()].map(
        ({ duty, holder, token, expiresAtMs }) => ({
          ...{ duty, holder, token },
          expiresInMs: expiresAtMs - nowMs,
        }),
      );
    }, this.#wait());
    return [...leases, uplink].sort((left, right) => (left.duty < right.duty ? -1 : 1));
  }

  #wait(): WaitOptions {
    return { signal: this.#options.signal };
  }
}
