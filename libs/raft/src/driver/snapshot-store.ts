import type { Index, SnapshotMeta } from '../core/types.ts';

/**
 * Where a member keeps snapshots. What it lists is whole and durable; what is half written when the
 * power goes is never listed. Ids are drawn by the core, and name the same state at every member.
 */
export interface SnapshotStore {
  /** Newest first. */
  list(): Promise<readonly SnapshotMeta[]>;
  /** Resolves when all of it is durable; a snapshot with the same id is replaced. */
  write(meta: SnapshotMeta, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  /** @throws when it is not there, or does not read as it was written (checked at the end at the latest). */
  read(id: string): AsyncIterable<Uint8Array>;
  /** Removes those of an earlier index, and what is half written; never rejects for what is gone. */
  removeBelow(index: Index): Promise<void>;
}
