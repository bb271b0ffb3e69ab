import { formatCursor } from '../cursor.ts';
import type { LoggedEvent } from './event-log-reader.ts';
import type { ResetReason } from './resume.ts';
import { encodeSse } from './sse-frame.ts';
import type { StreamSink } from './stream-sink.ts';

/** Why a connection ended. `gone`: the client left. */
export type CloseReason = 'gone' | 'too-slow' | 'gap' | 'ended' | 'failed';

export interface SubscriberLimits {
  /** Bytes that may wait for a slow reader before it is sent away to resume later. */
  readonly bufferBytesMax: number;
  /** How long a reader that takes nothing may keep its buffer. */
  readonly drainMs: number;
}

/** An event's bytes, made once for all who receive it. */
export function encodeEvent(epoch: string, { seq, event }: LoggedEvent): Uint8Array {
  return encodeSse({ id: formatCursor({ epoch, seq }), data: JSON.stringify(event) });
}

/** One connection: knows how far its client is, and never keeps more than its budget for it. */
export class Subscriber {
  readonly closed: Promise<CloseReason>;
  #position: number;
  #closing = false;
  #resolveClosed: (reason: CloseReason) => void;
  #onDrain: (() => void) | null = null;
  readonly #sink: StreamSink;
  readonly #limits: SubscriberLimits;

  constructor(sink: StreamSink, position: number, limits: SubscriberLimits) {
    this.#sink = sink;
    this.#position = position;
    this.#limits = limits;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    // The client may have left while the position was read; nobody would tell us any more.
    if (sink.destroyed) this.#finish('gone');
    sink.on('drain', () => this.#onDrain?.());
    sink.on('close', () => {
      this.#closing = true;
      this.#onDrain?.();
      this.#resolveClosed('gone');
    });
  }

  /** Number of the last event written. */
  get position(): number {
    return this.#position;
  }

  get isOpen(): boolean {
    return !this.#closing;
  }

  /** Writes a frame without a number: hello, reset, heartbeat. */
  sendControl(frame: Uint8Array): void {
    if (this.#closing) return;
    if (this.#isOverBudgetWith(frame)) {
      this.#sendAway();
      return;
    }
    this.#sink.write(frame);
  }

  /** Writes the next event; what it already has is passed over, and a hole ends the connection. */
  send(seq: number, frame: Uint8Array): void {
    if (this.#closing || seq <= this.#position) return;
    // The client comes back with its cursor and is told by the log itself whether it can go on.
    if (seq !== this.#position + 1) {
      this.close('gap');
      return;
    }
    if (this.#isOverBudgetWith(frame)) {
      this.#sendAway();
      return;
    }
    this.#sink.write(frame);
    this.#position = seq;
  }

  /**
   * Settles when the reader has taken what waits. A replay goes at the reader's pace instead of
   * filling its buffer; a reader that takes nothing for `drainMs` loses the connection.
   */
  async drained(): Promise<void> {
    if (this.#closing || this.#sink.writableLength < this.#limits.bufferBytesMax / 4) return;
    const timer = setTimeout(() => {
      this.#finish('too-slow');
      this.#sink.destroy();
    }, this.#limits.drainMs);
    await new Promise<void>((resolve) => {
      this.#onDrain = resolve;
    });
    this.#onDrain = null;
    clearTimeout(timer);
  }

  /** Ends the connection after what was written. The client may resume where it is. */
  close(reason: CloseReason): void {
    if (this.#closing) return;
    this.#finish(reason);
    // A reader that takes nothing never lets `end` finish.
    const timer = setTimeout(() => this.#sink.destroy(), this.#limits.drainMs);
    this.#sink.on('close', () => clearTimeout(timer));
    this.#sink.end();
  }

  #isOverBudgetWith(frame: Uint8Array): boolean {
    return this.#sink.writableLength + frame.byteLength > this.#limits.bufferBytesMax;
  }

  #sendAway(): void {
    this.#sink.write(encodeReset('too-slow'));
    this.close('too-slow');
  }

  #finish(reason: CloseReason): void {
    this.#closing = true;
    this.#resolveClosed(reason);
    this.#onDrain?.();
  }
}

export function encodeReset(reason: ResetReason): Uint8Array {
  return encodeSse({ event: 'reset', data: JSON.stringify({ reason }) });
}
