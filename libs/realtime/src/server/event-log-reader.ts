import type { StreamEvent } from '@eyrie/contracts';

/** An event and its number in the log. */
export interface LoggedEvent {
  readonly seq: number;
  /** When the log took it in, in milliseconds of the Unix epoch, by the log's own clock. */
  readonly loggedAt: number;
  readonly event: StreamEvent;
}

/** One consistent look at the log: its name, its last number and the first place to resume from. */
export interface LogPosition {
  readonly epoch: string;
  /** Number of the newest event; 0 for an empty log. */
  readonly head: number;
  /** The smallest number after which every event can still be read. */
  readonly oldest: number;
}

/**
 * The log of one organisation: the truth behind the stream. What it shows must be final: an event
 * may only be readable when none with a smaller number can still appear.
 */
export interface EventLogReader {
  position(): Promise<LogPosition>;
  /** At most `limit` events with numbers above `seq`, ascending. */
  readAfter(seq: number, limit: number): Promise<LoggedEvent[]>;
}
