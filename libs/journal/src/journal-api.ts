import type { Damage } from './errors.ts';
import type { Disk } from './disk.ts';

export interface JournalOptions {
  /** A directory of the journal's own; made when missing. Locked for as long as it is open. */
  readonly directory: string;
  readonly disk: Disk;
  /** A segment that would grow past this is followed by a new one. Default 8 MiB. */
  readonly segmentBytesMax?: number;
  /** Bytes set aside so that truncation and urgent appends fit on a full disk. Default 128 KiB. */
  readonly reserveBytes?: number;
  /**
   * What to do about bytes that were durable once and fail their checksum: `refuse` (default) rejects
   * `open` with JournalDamaged and changes nothing; `quarantine` renames the whole segment to
   * `*.damaged` and goes on without its entries. An owner that uses `truncateAfter` must refuse: a
   * truncation that was written to the lost segment is lost with it.
   */
  readonly onDamage?: 'refuse' | 'quarantine';
  /** Randomness for the ids of segments; a simulator hands in its own. */
  readonly randomBytes?: (count: number) => Uint8Array;
}

/** Both ends included. */
export interface PositionRange {
  readonly first: number;
  readonly last: number;
}

export interface Entry {
  readonly position: number;
  /** A view into memory shared with the entries read along with it; copy it to keep it long. */
  readonly payload: Uint8Array;
}

/** What `open` found. */
export interface Recovery {
  /** Readable entries. */
  readonly entries: number;
  /** Bytes of a batch that no append had been told is durable, cut from the end. */
  readonly tornBytes: number;
  /** Segments set aside in this open. */
  readonly quarantined: readonly Damage[];
  /**
   * Positions lost to segments set aside in this or an earlier open. Where the last segment was
   * lost the upper end is an upper bound, so that no position is ever given out twice.
   */
  readonly missing: readonly PositionRange[];
}

export interface AppendOptions {
  /** May use the reserve of a full disk. For the little that must be written to get out of it. */
  readonly urgent?: boolean;
}

export interface ReadLimits {
  /** At most so many entries. Default 1024. */
  readonly countMax?: number;
  /** Stops before the payloads exceed this, but gives at least one entry. Default 1 MiB. */
  readonly bytesMax?: number;
}
