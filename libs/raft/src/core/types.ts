/** A member's number in its cluster: an unsigned 32-bit integer above zero. */
export type NodeId = number;

/** Raft's logical time; a safe integer, 0 before the first election. */
export type Term = number;

/** A place in the log; a safe integer, the first entry has 1, 0 means "before the log". */
export type Index = number;

export type Role = 'follower' | 'pre-candidate' | 'candidate' | 'leader';

/** A `blank` entry is what a new leader writes first, to commit what earlier terms left (§5.4.2, §8). */
export type EntryType = 'normal' | 'blank';

export interface Entry {
  readonly term: Term;
  readonly index: Index;
  readonly type: EntryType;
  readonly data: Uint8Array;
}

/** What a node must never forget: it is on disk before anything that depends on it leaves. */
export interface HardState {
  readonly term: Term;
  /** Whom this node voted for in `term`, or null. */
  readonly vote: NodeId | null;
  /** May lag behind on disk: a restarted node learns it again from its leader. */
  readonly commit: Index;
}

/** Who takes part. `votersOutgoing` is empty except while a joint change is under way (§6). */
export interface ConfState {
  readonly voters: readonly NodeId[];
  readonly votersOutgoing: readonly NodeId[];
  readonly learners: readonly NodeId[];
}

interface Envelope {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: Term;
}

/** Asks for a vote; a pre-vote asks "would you?" for the next term and changes nobody's state. */
export interface VoteRequest extends Envelope {
  readonly type: 'pre-vote' | 'vote';
  readonly lastIndex: Index;
  readonly lastTerm: Term;
}

/** A granted pre-vote carries the term asked for, a refused one the term of the node that refuses. */
export interface VoteReply extends Envelope {
  readonly type: 'pre-vote-reply' | 'vote-reply';
  readonly granted: boolean;
}

/**
 * `epoch` numbers the leader's record of this follower; the follower echoes it, so that an answer
 * from before a removal and re-adding in the same term is not taken for a present one.
 */
export interface AppendRequest extends Envelope {
  readonly type: 'append';
  readonly prevIndex: Index;
  readonly prevTerm: Term;
  readonly entries: readonly Entry[];
  readonly commit: Index;
  readonly epoch: number;
}

/** `match`: the follower's log equals the leader's up to here, and is durable up to here. */
export interface AppendAccepted extends Envelope {
  readonly type: 'append-accepted';
  readonly match: Index;
  readonly epoch: number;
}

/** `hintIndex` and `hintTerm`: the highest place where the logs may still agree (§5.3, by term). */
export interface AppendRejected extends Envelope {
  readonly type: 'append-rejected';
  readonly rejectedIndex: Index;
  readonly hintIndex: Index;
  readonly hintTerm: Term;
  readonly epoch: number;
}

export interface Heartbeat extends Envelope {
  readonly type: 'heartbeat';
  readonly commit: Index;
  readonly epoch: number;
}

export interface HeartbeatReply extends Envelope {
  readonly type: 'heartbeat-reply';
  readonly epoch: number;
}

/** Everything that one member says to another. */
export type Message =
  | VoteRequest
  | VoteReply
  | AppendRequest
  | AppendAccepted
  | AppendRejected
  | Heartbeat
  | HeartbeatReply;

/** What an observer may want to know at once; never written to disk. */
export interface SoftState {
  readonly role: Role;
  readonly term: Term;
  /** The leader of `term` as far as this node knows, or null. */
  readonly leaderId: NodeId | null;
}
