import type { CoreStatus } from '../core/core-status.ts';
import type { Index, NodeId, Role, Term } from '../core/types.ts';
import type { Wal } from '../storage/wal.ts';
import type { ApplyLoop } from './apply-loop.ts';
import type { ConfChanges } from './conf-changes.ts';
import type { DiskGuard, DiskState } from './disk-guard.ts';
import type { GroupCommit } from './group-commit.ts';
import type { LatencyHistogram } from './histogram.ts';
import { type PeerProgress, peersOf } from './peer-progress.ts';
import type { Proposals } from './proposals.ts';
import type { Reads } from './reads.ts';
import type { Snapshots } from './snapshots.ts';

/**
 * Counters (`…Total`) count from the opening of the node. Plain data, made when it is asked for.
 * What goes over the wire in bytes, snapshots too, is counted by the transport.
 */
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
  /** Waiting for the core to take them. */
  readonly proposalQueueLength: number;
  /** In the log, and not applied yet. */
  readonly pendingProposals: number;
  readonly uncommittedBytes: number;
  /** From proposal to applied, of those made here. */
  readonly commitLatency: LatencyHistogram;

  readonly appliedEntriesTotal: number;
  /** Of each batch that the state machine was handed. */
  readonly applyLatency: LatencyHistogram;

  /** Of each write of the log with its sync. */
  readonly fsyncLatency: LatencyHistogram;
  /** Writes that wait for the one under way. */
  readonly persistQueueLength: number;
  /** What the log takes up on the disk, without snapshots. */
  readonly logBytes: number;
  readonly disk: DiskState;

  readonly readsTotal: number;
  readonly readsFailedTotal: number;
  /** How often the leader was asked for an index: reads that come together share it. */
  readonly readBatchesTotal: number;
  readonly pendingReads: number;
  readonly readLatency: LatencyHistogram;

  readonly snapshotIndex: Index;
  /** The entries above this are in the log. */
  readonly compactedIndex: Index;
  readonly snapshotsTakenTotal: number;
  readonly snapshotsFailedTotal: number;
  readonly snapshotBytesTakenTotal: number;
  /** To followers that lacked what is compacted, as often as it arrived or did not. */
  readonly snapshotsSentTotal: number;
  readonly snapshotsNotSentTotal: number;
  /** From a leader, taken over by the state machine. */
  readonly snapshotsRestoredTotal: number;
  readonly snapshotBytesRestoredTotal: number;

  /** Changes of members that were applied here; a joint one counts twice. */
  readonly confChangesTotal: number;
  readonly pendingConfChanges: number;
  /** Leaderships that this node was to hand over, and those of them that it kept. */
  readonly transfersTotal: number;
  readonly transfersFailedTotal: number;

  readonly messagesSentTotal: number;
  readonly messagesReceivedTotal: number;
  /** Messages the core refused: malformed, from strangers, or against a committed entry. */
  readonly messagesRefusedTotal: number;
  /** Per peer, at the leader; empty elsewhere. */
  readonly peers: Readonly<Record<NodeId, PeerProgress>>;
}

/** What a node counts itself. */
export interface Traffic {
  leaderChanges: number;
  sent: number;
  received: number;
  refused: number;
  transfers: number;
  transfersFailed: number;
}

export function noTraffic(): Traffic {
  return { leaderChanges: 0, sent: 0, received: 0, refused: 0, transfers: 0, transfersFailed: 0 };
}

interface Parts {
  readonly core: CoreStatus;
  readonly proposals: Pick<
    Proposals<unknown>,
    'total' | 'failed' | 'latencies' | 'queueLength' | 'pending'
  >;
  readonly applyLoop: Pick<ApplyLoop<unknown>, 'latencies' | 'appliedEntries'>;
  readonly groupCommit: GroupCommit;
  readonly wal: Pick<Wal, 'bytes'>;
  readonly guard: DiskGuard;
  readonly snapshots: Snapshots;
  readonly reads: Reads;
  readonly confChanges: ConfChanges;
  readonly traffic: Readonly<Traffic>;
}

export function gatherMetrics(parts: Parts): RaftMetrics {
  const { core, proposals, applyLoop, groupCommit, snapshots, reads, confChanges, traffic } = parts;
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
    proposalQueueLength: proposals.queueLength,
    pendingProposals: proposals.pending,
    uncommittedBytes: core.uncommittedBytes,
    commitLatency: proposals.latencies.histogram,
    appliedEntriesTotal: applyLoop.appliedEntries,
    applyLatency: applyLoop.latencies.histogram,
    fsyncLatency: groupCommit.latencies.histogram,
    persistQueueLength: groupCommit.queueLength,
    logBytes: parts.wal.bytes,
    disk: parts.guard.state,
    readsTotal: reads.total,
    readsFailedTotal: reads.failed,
    readBatchesTotal: reads.batches,
    pendingReads: reads.count,
    readLatency: reads.latencies.histogram,
    snapshotIndex: core.snapshotIndex,
    compactedIndex: core.compactedIndex,
    ...snapshots.counts,
    confChangesTotal: confChanges.applied,
    pendingConfChanges: confChanges.count,
    transfersTotal: traffic.transfers,
    transfersFailedTotal: traffic.transfersFailed,
    messagesSentTotal: traffic.sent,
    messagesReceivedTotal: traffic.received,
    messagesRefusedTotal: traffic.refused,
    peers: peersOf(core),
  };
}
