import type { ProgressState } from './progress.ts';
import type { Fitness, RaftState } from './state.ts';
import type { ConfState, Index, NodeId, SoftState } from './types.ts';

export interface CoreStatus extends SoftState {
  readonly id: NodeId;
  readonly vote: NodeId | null;
  readonly confState: ConfState;
  /** The entries above this are in the log. */
  readonly compactedIndex: Index;
  readonly snapshotIndex: Index;
  /** To whom leadership is being handed over, or null. */
  readonly transferringTo: NodeId | null;
  readonly pendingReads: number;
  readonly fitness: Fitness;
  readonly commitIndex: Index;
  readonly appliedIndex: Index;
  readonly lastIndex: Index;
  readonly stableIndex: Index;
  readonly uncommittedBytes: number;
  readonly peers: Readonly<Record<NodeId, CoreProgress>>;
}

export interface CoreProgress {
  readonly state: ProgressState;
  readonly match: Index;
  readonly next: Index;
  readonly active: boolean;
  readonly inflightMessages: number;
  readonly inflightBytes: number;
}

export function softOf({ role, term, leaderId }: RaftState): SoftState {
  return { role, term, leaderId };
}

export function isSameSoft(left: SoftState, right: SoftState): boolean {
  return left.role === right.role && left.term === right.term && left.leaderId === right.leaderId;
}

export function statusOf(raft: RaftState): CoreStatus {
  const { id, vote, log, tracker, uncommittedBytes, snapshot, transfer } = raft;
  const peers: Record<NodeId, CoreProgress> = {};
  for (const [peer, progress] of tracker.progress) {
    peers[peer] = {
      state: progress.state,
      match: progress.match,
      next: progress.next,
      active: progress.isActive,
      inflightMessages: progress.inflights.count,
      inflightBytes: progress.inflights.bytes,
    };
  }
  return {
    ...softOf(raft),
    id,
    vote,
    confState: tracker.conf,
    compactedIndex: log.base.index,
    snapshotIndex: snapshot.index,
    transferringTo: transfer?.to ?? null,
    pendingReads: raft.reads.count,
    fitness: raft.fitness,
    commitIndex: log.commit,
    appliedIndex: raft.appliedIndex,
    lastIndex: log.lastIndex,
    stableIndex: log.unstable.stableIndex,
    uncommittedBytes,
    peers,
  };
}
