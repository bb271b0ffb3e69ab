import { parseCursor } from '../cursor.ts';
import type { LogPosition } from './event-log-reader.ts';

export type ResetReason = 'too-old' | 'epoch-changed' | 'unknown-cursor' | 'too-slow';

/** Where a connection begins: everything after `from` follows. */
export interface Resumption {
  readonly from: number;
  /** Null where nothing is lost; otherwise why the past cannot be replayed. */
  readonly reset: Exclude<ResetReason, 'too-slow'> | null;
}

/**
 * Decides whether all that was missed can be replayed. It never replays a part: where the whole gap
 * is not provably in the log, the client is told so and goes on from the head.
 *
 * @param asked the cursor the client names, or undefined for a client that only wants what is new
 */
export function resume(asked: string | undefined, position: LogPosition): Resumption {
  if (asked === undefined || asked === '') return { from: position.head, reset: null };
  const cursor = parseCursor(asked);
  if (!cursor) return { from: position.head, reset: 'unknown-cursor' };
  if (cursor.epoch !== position.epoch) return { from: position.head, reset: 'epoch-changed' };
  if (cursor.seq > position.head) return { from: position.head, reset: 'unknown-cursor' };
  if (cursor.seq < position.oldest) return { from: position.head, reset: 'too-old' };
  return { from: cursor.seq, reset: null };
}
