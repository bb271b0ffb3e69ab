import type { Index, SnapshotMeta, Term } from '../core/types.ts';

/** A committed command, as every member sees it: the same bytes at the same index. */
export interface Command {
  readonly index: Index;
  readonly term: Term;
  readonly data: Uint8Array;
}

/** The machine takes no snapshot now: the log stays as long as it is, and it is asked again later. */
export class SnapshotDeclined extends Error {
  constructor(why: string) {
    super(`No snapshot is taken: ${why}.`);
    this.name = 'SnapshotDeclined';
  }
}

/**
 * What the cluster agrees on. It lives in memory and is rebuilt at start by replaying the log, so
 * `apply` must be deterministic: no clock, no chance, no I/O; what varies travels in the command.
 */
export interface StateMachine<Result = unknown> {
  /**
   * Applies committed commands in order and answers one result for each. A refusal ("slot is
   * taken") is a result; an exception is a defect and stops the node, as its peers would differ.
   */
  apply(commands: readonly Command[]): readonly Result[];
  /**
   * The state as it is now, in pieces; what is applied while they are taken must not show in them.
   * Without this and `restore` the log is never shortened. Rejects with SnapshotDeclined where the
   * machine does not want to speak for the state now; another rejection stops the node.
   */
  snapshot?(): AsyncIterable<Uint8Array>;
  /** Replaces the whole state. Nothing is applied meanwhile; a rejection stops the node. */
  restore?(bytes: AsyncIterable<Uint8Array>, meta: SnapshotMeta): Promise<void>;
}
