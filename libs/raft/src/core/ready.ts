import type {
  Entry,
  HardState,
  Index,
  Message,
  ReadState,
  SnapshotMeta,
  SoftState,
} from './types.ts';

/** One write: to be done after all earlier ones, and reported by `onPersisted(seq)`. */
export interface Persist {
  readonly seq: number;
  readonly hardState?: HardState;
  /**
   * The log on disk begins anew with this: nothing that was written before counts any more, the hard
   * state and all entries above it come along. Its bytes are on disk already.
   */
  readonly snapshot?: SnapshotMeta;
  /** Cut the log on disk above this before writing `entries`. */
  readonly truncateAfter?: Index;
  readonly entries: readonly Entry[];
  /**
   * Whether the disk must be synced, the commit index with it. A commit index alone never wears the
   * card, unless it commits a change of members: that must not be forgotten once it is in effect.
   */
  readonly mustSync: boolean;
  /** Leave only once this write, and all before it, are durable. */
  readonly then: readonly Message[];
}

/** What is to be done, in any order except as the fields say. */
export interface Ready {
  /** May leave at once. */
  readonly messages: readonly Message[];
  readonly persist?: Persist;
  /** To be applied, in order; durable here and committed. */
  readonly committed: readonly Entry[];
  /** The state machine is to take this over; nothing is handed out until `onRestored`. */
  readonly restore?: SnapshotMeta;
  /** Reads that may be served once this much is applied. */
  readonly reads: readonly ReadState[];
  readonly soft?: SoftState;
}
