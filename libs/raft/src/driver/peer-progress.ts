import { incarnationOf } from '../core/membership.ts';
import type { CoreStatus } from '../core/core-status.ts';
import type { Incarnation, Index, NodeId } from '../core/types.ts';

/** One follower as its leader sees it. */
export interface PeerProgress {
  /** Looking for where the logs agree; sending ahead; waiting for the end of a snapshot. */
  readonly state: 'probe' | 'replicate' | 'snapshot';
  /** The follower has durably everything up to here. */
  readonly match: Index;
  readonly next: Index;
  /** Was heard of in the present or the previous election timeout. */
  readonly active: boolean;
  readonly inflightMessages: number;
  readonly inflightBytes: number;
  /** It gets the log, and does not vote. */
  readonly isLearner: boolean;
  /** Of its card; null until the configuration knows it. */
  readonly incarnation: Incarnation | null;
}

export function peersOf({ confState, peers }: CoreStatus): Record<NodeId, PeerProgress> {
  const shown: Record<NodeId, PeerProgress> = {};
  for (const [key, progress] of Object.entries(peers)) {
    const id = Number(key);
    shown[id] = {
      ...progress,
      isLearner: confState.learners.includes(id),
      incarnation: incarnationOf(confState, id),
    };
  }
  return shown;
}
