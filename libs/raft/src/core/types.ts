/** A member's number in its cluster: an unsigned 32-bit integer above zero. */
export type NodeId = number;

/** Raft's logical time; a safe integer, 0 before the first election. */
export type Term = number;

/** A place in the log; a safe integer, the first entry has 1, 0 means "before the log". */
export type Index = number;

/**
 * Tells one life of a member's disk from every other that had the same id: 16 hexadecimal digits,
 * drawn when the directory is founded. A wiped or swapped card has another one, and is another member.
 * Of a card that founded the cluster the first digit is below 8, of one that came later it is not: so
 * the later one is never taken for a founder whose incarnation a member has not been told yet.
 */
export type Incarnation = string;

export type Role = 'follower' | 'pre-candidate' | 'candidate' | 'leader';

/**
 * A `blank` entry is what a new leader writes first, to commit what earlier terms left (§5.4.2, §8);
 * a `conf` entry changes who takes part, when it is applied (its data: see membership.ts).
 */
export type EntryType = 'normal' | 'blank' | 'conf';

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

/**
 * Who takes part. `votersOutgoing` is empty except while a joint change is under way (§6): then what
 * is decided needs a majority of both halves.
 */
export interface Configuration {
  readonly voters: readonly NodeId[];
  readonly votersOutgoing: readonly NodeId[];
  /** They get the log, and neither vote nor count. */
  readonly learners: readonly NodeId[];
  /** Voters of the outgoing half that become learners when the joint configuration is left. */
  readonly learnersNext: readonly NodeId[];
  /** The leader leaves the joint configuration by itself, once it is in effect. */
  readonly autoLeave: boolean;
}

export interface Identity {
  readonly nodeId: NodeId;
  readonly incarnation: Incarnation;
}

/** The configuration as the cluster remembers it: with whose disks, and since when. */
export interface ConfState extends Configuration {
  /** Of the entry that made it; 0 when founding. A change names it, so that none is made unseen. */
  readonly index: Index;
  /** Learners that stay so until they are promoted by hand. */
  readonly heldLearners: readonly NodeId[];
  /** By ascending id; a founding voter is missing until its leader has heard of it. */
  readonly identities: readonly Identity[];
  /** Who has been a member and is none any more: what they say changes nothing. The latest 64. */
  readonly retired: readonly Identity[];
}

/**
 * A state of the application that stands for the log up to `index`. The bytes are the application's
 * affair, under the name `id`; index 0 and an empty `id` are the founding state, which has no bytes.
 */
export interface SnapshotMeta {
  readonly id: string;
  readonly index: Index;
  readonly term: Term;
  /** In effect at `index`. */
  readonly confState: ConfState;
}

/** A read that was asked for as `token` may be served from what is applied up to `index`. */
export interface ReadState {
  readonly token: number;
  readonly index: Index;
}

interface Envelope {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: Term;
  /** The sender's; absent only in tools and tests. */
  readonly incarnation?: Incarnation;
}

/** Asks for a vote; a pre-vote asks "would you?" for the next term and changes nobody's state. */
export interface VoteRequest extends Envelope {
  readonly type: 'pre-vote' | 'vote';
  readonly lastIndex: Index;
  readonly lastTerm: Term;
  /**
   * What the sender knows to be committed. A voter that restarted may not know that the change which
   * made it one is: with the longest log it would refuse everybody and never campaign itself.
   */
  readonly committed?: { readonly index: Index; readonly term: Term };
  /** The leader itself wants this vote: whoever hears it helps to replace it. */
  readonly isTransfer?: true;
}

/** A granted pre-vote carries the term asked for, a refused one the term of the node that refuses. */
export interface VoteReply extends Envelope {
  readonly type: 'pre-vote-reply' | 'vote-reply';
  readonly granted: boolean;
  /**
   * In a refusal: what the sender knows to be committed. Whoever is asked needlessly, as it is a voter
   * no more, has the longer log perhaps, and knows what the candidate has to learn.
   */
  readonly committed?: { readonly index: Index; readonly term: Term };
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
  /** Who founded the cluster, along with the beginning of the log (`prevIndex` 0). */
  readonly founding?: ConfState;
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
  /** Reads up to this number wait for a quorum of answers; counts up within a leadership. */
  readonly readPosition: number;
}

export interface HeartbeatReply extends Envelope {
  readonly type: 'heartbeat-reply';
  readonly epoch: number;
  readonly readPosition: number;
}

/**
 * The follower lacks what the leader has compacted. At the sender the driver streams the bytes
 * instead of sending this, and then tells the core `reportSnapshot`; at the receiver it hands this to
 * the core once the bytes are durable. Answered like an append.
 */
export interface SnapshotOffer extends Envelope {
  readonly type: 'snapshot';
  readonly snapshot: SnapshotMeta;
  readonly epoch: number;
}

/**
 * "Campaign at once": the leader hands over. `epoch` is that of the leader's record of this follower
 * and rises when the transfer is given up, so that a late message does not disturb.
 */
export interface TimeoutNow extends Envelope {
  readonly type: 'timeout-now';
  readonly epoch: number;
}

/** A follower wants to read; `life` is drawn at each start, so that no earlier life is answered. */
export interface ReadRequest extends Envelope {
  readonly type: 'read-request';
  readonly token: number;
  readonly life: number;
}

export interface ReadReply extends Envelope {
  readonly type: 'read-reply';
  readonly token: number;
  readonly life: number;
  readonly index: Index;
}

/** Everything that one member says to another. */
export type Message =
  | VoteRequest
  | VoteReply
  | AppendRequest
  | AppendAccepted
  | AppendRejected
  | Heartbeat
  | HeartbeatReply
  | SnapshotOffer
  | TimeoutNow
  | ReadRequest
  | ReadReply;

/** What an observer may want to know at once; never written to disk. */
export interface SoftState {
  readonly role: Role;
  readonly term: Term;
  /** The leader of `term` as far as this node knows, or null. */
  readonly leaderId: NodeId | null;
}
