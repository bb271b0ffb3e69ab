import {
  gapSchema,
  streamEventSchema,
  type StreamEvent,
  type StreamGap,
  type StreamHello,
  type StreamPage,
} from '@eyrie/contracts';
import { parseCursor } from '../cursor.ts';

export interface ReceivedListeners {
  /** Each event once, in order. */
  readonly onEvent: (event: StreamEvent, cursor: string) => void;
  readonly onGap?: ((gap: StreamGap) => void) | undefined;
}

/**
 * What has come of the stream, whichever way it came: shows each event once and in order, and knows
 * when something is missing that nobody announced. Every method answers false for that.
 */
export class Received {
  #cursor: string | null;
  readonly #listeners: ReceivedListeners;

  constructor(cursor: string | null, listeners: ReceivedListeners) {
    this.#cursor = cursor;
    this.#listeners = listeners;
  }

  get cursor(): string | null {
    return this.#cursor;
  }

  begin({ head, recovered }: StreamHello): void {
    if (this.#cursor === null || !recovered) this.#cursor = head;
  }

  event(cursor: string, content: unknown): boolean {
    const step = this.#stepTo(cursor);
    if (step === null || step === 1) this.#show(cursor, streamEventSchema.parse(content));
    return step === null || step <= 1;
  }

  gap(content: unknown): boolean {
    const gap = gapSchema.parse(content);
    const step = this.#stepTo(gap.to);
    if (step !== null && step <= 0) return true;
    if (gap.from !== this.#cursor) return false;
    this.#pass(gap);
    return true;
  }

  /** The server says how far it has written to us: whoever has less has lost something on the way. */
  heartbeat(content: unknown): boolean {
    const { cursor } = content as { cursor?: unknown };
    return typeof cursor !== 'string' || this.#cursor === null || cursor === this.#cursor;
  }

  page({ cursor, events, gap, reset }: StreamPage): boolean {
    if (reset) return true; // Its hello has moved us to the head.
    const span = this.#stepTo(cursor) ?? 0;
    const fresh = events.filter((one) => (this.#stepTo(one.cursor) ?? 1) > 0);
    const leftOut = gap ? gap.filtered + gap.expired + gap.dropped : 0;
    // Another way may have brought a part of it already; then the numbers say nothing of a loss.
    if (fresh.length === events.length && fresh.length + leftOut < span) return false;
    for (const one of fresh) this.#show(one.cursor, one.event);
    if (span > 0) {
      this.#cursor = cursor;
      if (gap) this.#pass(gap);
    }
    return true;
  }

  /** How many numbers ahead of us it is; null where it cannot be compared. */
  #stepTo(cursor: string): number | null {
    const next = parseCursor(cursor);
    const last = this.#cursor === null ? null : parseCursor(this.#cursor);
    return next && last && next.epoch === last.epoch ? next.seq - last.seq : null;
  }

  #show(cursor: string, event: StreamEvent): void {
    this.#cursor = cursor;
    this.#listeners.onEvent(event, cursor);
  }

  #pass(gap: StreamGap): void {
    this.#cursor = gap.to;
    this.#listeners.onGap?.(gap);
  }
}
