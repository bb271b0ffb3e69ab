import type { CoreStatus } from '../core/core-status.ts';
import type { ConfState, Incarnation, Index, NodeId, SoftState } from '../core/types.ts';
import type { DiskState } from './disk-guard.ts';
import type { NodeFailed } from './errors.ts';
import { type PeerProgress, peersOf } from './peer-progress.ts';

/** What `status` shows; `role` and `leaderId` are this node's own view and may be outdated. */
export interface RaftStatus extends SoftState {
  readonly id: NodeId;
  readonly incarnation: Incarnation;
  readonly voters: readonly NodeId[];
  /** Who takes part, with whose cards, as applied here. */
  readonly confState: ConfState;
  readonly commitIndex: Index;
  readonly appliedIndex: Index;
  readonly lastIndex: Index;
  readonly snapshotIndex: Index;
  /** To whom this leader is handing over, or null. */
  readonly transferringTo: NodeId | null;
  readonly disk: DiskState;
  /** Per peer, at the leader; empty elsewhere. */
  readonly peers: Readonly<Record<NodeId, PeerProgress>>;
  /** Set once the node has stopped for good. */
  readonly failure: NodeFailed | null;
}

export function statusOf(
  core: CoreStatus,
  own: Pick<RaftStatus, 'incarnation' | 'disk' | 'failure'>,
): RaftStatus {
  const { id, role, term, leaderId, confState, transferringTo } = core;
  const { commitIndex, appliedIndex, lastIndex, snapshotIndex } = core;
  return {
    ...{ id, role, term, leaderId, voters: confState.voters, confState, transferringTo },
    ...{ commitIndex, appliedIndex, lastIndex, snapshotIndex },
    ...own,
    peers: peersOf(core),
  };
}
