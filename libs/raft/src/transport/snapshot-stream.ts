import type { SnapshotOffer } from '../core/types.ts';
import type { SnapshotStore } from '../driver/snapshot-store.ts';
import type { DiskSnapshotStore } from '../snapshot/disk-snapshot-store.ts';
import type { SnapshotRefusal } from './snapshot-codec.ts';

/** A store whose snapshots can be read and taken in piece by piece. */
export type StreamedStore = SnapshotStore & Pick<DiskSnapshotStore, 'openReader' | 'receive'>;

export function isStreamed(store: SnapshotStore): store is StreamedStore {
  return 'openReader' in store && 'receive' in store;
}

/** One snapshot on its way to a peer. */
export interface SnapshotProgress {
  readonly to: SnapshotOffer['to'];
  readonly lengthBytes: number;
  /** Where this attempt went on from; what lies before was there already. */
  readonly resumedAt: number;
  /** Written at the peer, of the whole. */
  readonly writtenBytes: number;
}

/** The snapshot did not arrive; the next attempt goes on where this one broke off. */
export class SnapshotNotSent extends Error {
  readonly reason: SnapshotRefusal | 'unreachable' | 'broken' | 'replaced';

  constructor(reason: SnapshotRefusal | 'unreachable' | 'broken' | 'replaced', cause?: unknown) {
    super(`The snapshot was not sent (${reason}).`, { cause });
    this.name = 'SnapshotNotSent';
    this.reason = reason;
  }
}

/** Content of one piece. */
export const PIECE_BYTES = 64 * 1024;
/** Of a frame of a snapshot's connection; an offer may carry many members. */
export const SNAPSHOT_FRAME_BYTES_MAX = 1024 * 1024;
export const STALL_MS = 10_000;
export const SNAPSHOT_BYTES_MAX = 4 * 1024 * 1024 * 1024;
