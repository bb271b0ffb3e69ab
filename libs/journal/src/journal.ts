import type {
  AppendOptions,
  Entry,
  JournalOptions,
  PositionRange,
  ReadLimits,
  Recovery,
} from './journal-api.ts';

/** API */
export declare class Journal {
  private constructor();
  /**
   * Opens or founds the journal: replays it, cuts a torn tail, and makes what it read durable again.
   * Rejects with JournalDamaged (see `onDamage`) or JournalFailed.
   */
  static open(options: JournalOptions): Promise<{ journal: Journal; recovery: Recovery }>;
  /** Lowest readable position; `last + 1` when there are no entries. */
  get first(): number;
  /** Highest durable position; 0 when nothing was ever appended. */
  get last(): number;
  /** Size of the segments on disk. */
  get bytes(): number;
  /**
   * Appends all payloads or none, and resolves once they are durable, with their positions
   * (consecutive, in order of the calls). Calls made while a sync runs share the next one. The
   * payloads must not change until then. Rejects with JournalFull, JournalFailed, JournalMisused.
   */
  append(payloads: readonly Uint8Array[], options?: AppendOptions): Promise<PositionRange>;
  /** Durable entries from a position on; empty past the end; JournalTruncated below `first`. */
  read(from: number, limits?: ReadLimits): Promise<Entry[]>;
  /** Forgets entries below the position, durably. Beyond `last + 1` it moves the end there too. */
  truncateBefore(position: number): Promise<void>;
  /** Removes entries above the position, durably; appends made after it continue from there. */
  truncateAfter(position: number): Promise<void>;
  /** Waits for what is under way, then releases the files. */
  close(): Promise<void>;
}
