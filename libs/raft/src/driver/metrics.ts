import { type Index, type NodeId, type Role, type Term } from '../core/types.ts';

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
  /** Per peer, at the leader; empty elsewhere. */
  readonly peers: Readonly<Record<NodeId, PeerProgress>>;
}
