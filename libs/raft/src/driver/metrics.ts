import type { CoreStatus } from '../core/raw-node.ts';
import type { Index, NodeId, Role, Term } from '../core/types.ts';
import type { ApplyLoop } from './apply-loop.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Proposals } from './proposals.ts';
import type { Reads } from './reads.ts';
import type { Snapshots } from './snapshots.ts';

/** One follower as its leader sees it. */
export interface PeerProgress {
  readonly state: 'probe' | 'replicate' | 'snapshot';
  /** The follower has durably everything up to here. */
  readonly match: Index;
  readonly next: Index;
  /** Was heard of in the present or the previous election timeout. */
  readonly active: boolean;
  readonly inflightMessages: number;
  readonly inflightBytes: number;
}

/** Counters count from the opening of the node; sums are in milliseconds. Plain data, no copies kept. */
export interface RaftMetrics {
  readonly role: Role;
  readonly term: Term;
  readonly leaderId: NodeId | null;
  readonly commitIndex: Index;
  readonly appliedIndex: Index;
  readonly lastIndex: Index;
  readonly durableIndex: Index;
  /** Times that the known leader changed (to another or to none). */
  readonly leaderChangesTotal: number;
  readonly proposalsTotal: number;
  readonly proposalsFailedTotal: number;
  /** From proposal to applied at the leader. */
  readonly commitLatencyMsSum: number;
  readonly commitLatencyCount: number;
  readonly applyMsSum: number;
  readonly appliedEntriesTotal: number;
  readonly fsyncTotal: number;
  readonly fsyncMsSum: number;
  readonly fsyncMsMax: number;
  readonly messagesSentTotal: number;
  readonly messagesReceivedTotal: number;
  /** Messages the core refused: malformed, from strangers, or against a committed entry. */
  readonly messagesRefusedTotal: number;
  readonly proposalQueueLength: number;
  readonly pendingProposals: number;
  readonly persistQueueLength: number;
  readonly uncommittedBytes: number;
  readonly snapshotIndex: Index;
  /** The entries above this are in the log. */
  readonly compactedIndex: Index;
  readonly snapshotsTotal: number;
  readonly snapshotsFailedTotal: number;
  readonly pendingReads: number;
  /** Per peer, at the leader; empty elsewhere. */
  readonly peers: Readonly<Record<NodeId, PeerProgress>>;
}

/** What a node counts itself. */
export interface Traffic {
  leaderChanges: number;
  sent: number;
  received: number;
  refused: number;
}

interface Parts {
  readonly core: CoreStatus;
  readonly proposals: Pick<
    Proposals<unknown>,
    'total' | 'failed' | 'latencyMsSum' | 'latencyCount' | 'queueLength' | 'pending'
  >;
  readonly applyLoop: Pick<ApplyLoop<unknown>, 'applyMsSum' | 'appliedEntries'>;
  readonly groupCommit: GroupCommit;
  readonly snapshots: Snapshots;
  readonly reads: Reads;
  readonly traffic: Readonly<Traffic>;
}

export function gatherMetrics(parts: Parts): RaftMetrics {
  const { core, proposals, applyLoop, groupCommit, snapshots, reads, traffic } = parts;
  return {
    role: core.role,
    term: core.term,
    leaderId: core.leaderId,
    commitIndex: core.commitIndex,
    appliedIndex: core.appliedIndex,
    lastIndex: core.lastIndex,
    durableIndex: core.stableIndex,
    leaderChangesTotal: traffic.leaderChanges,
    proposalsTotal: proposals.total,
    proposalsFailedTotal: proposals.failed,
    commitLatencyMsSum: proposals.latencyMsSum,
    commitLatencyCount: proposals.latencyCount,
    applyMsSum: applyLoop.applyMsSum,
    appliedEntriesTotal: applyLoop.appliedEntries,
    fsyncTotal: groupCommit.syncs,
    fsyncMsSum: groupCommit.syncMsSum,
    fsyncMsMax: groupCommit.syncMsMax,
    messagesSentTotal: traffic.sent,
    messagesReceivedTotal: traffic.received,
    messagesRefusedTotal: traffic.refused,
    proposalQueueLength: proposals.queueLength,
    pendingProposals: proposals.pending,
    persistQueueLength: groupCommit.queueLength,
    uncommittedBytes: core.uncommittedBytes,
    snapshotIndex: core.snapshotIndex,
    compactedIndex: core.compactedIndex,
    snapshotsTotal: snapshots.taken,
    snapshotsFailedTotal: snapshots.failed,
    pendingReads: reads.count,
    peers: core.peers,
  };
}
