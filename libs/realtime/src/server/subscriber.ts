import { formatCursor, type Cursor } from '../cursor.ts';
import { channelFor, isExpired, type EventFilter } from './event-filter.ts';
import { Skipped, type SkipReason } from './skipped.ts';
import type { ControlName, EncodedEvent, StreamEncoding } from './stream-encoding.ts';
import type { CloseReason, StreamSink } from './stream-sink.ts';

export interface SubscriberLimits {
  /**
   * Bytes that may wait for a slow reader before it is sent away to resume later. From half of it
   * on, events of low priority are left out, and that is announced.
   */
  readonly bufferBytesMax: number;
  /** How long a reader that takes nothing may keep its buffer. */
  readonly drainMs: number;
}

export interface SubscriberOptions {
  readonly sink: StreamSink;
  readonly encoding: StreamEncoding;
  readonly filter: EventFilter;
  readonly limits: SubscriberLimits;
  /** Where it begins: everything after it follows. */
  readonly from: Cursor;
}

/** One connection: knows how far its client is, and never keeps more than its budget for it. */
export class Subscriber {
  readonly closed: Promise<CloseReason>;
  /** Everything up to it was written or left out. */
  #position: number;
  /** The last number the client knows of. */
  #told: number;
  #filter: EventFilter;
  #closing = false;
  #resolveClosed: (reason: CloseReason) => void;
  #onDrain: (() => void) | null = null;
  readonly #skipped = new Skipped();
  readonly #epoch: string;
  readonly #sink: StreamSink;
  readonly #encoding: StreamEncoding;
  readonly #limits: SubscriberLimits;

  constructor({ sink, encoding, filter, limits, from }: SubscriberOptions) {
    this.#sink = sink;
    this.#encoding = encoding;
    this.#filter = filter;
    this.#limits = limits;
    this.#epoch = from.epoch;
    this.#position = from.seq;
    this.#told = from.seq;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    // The client may have left while the position was read; nobody would tell us any more.
    if (sink.destroyed) this.#conclude('gone');
    sink.on('drain', () => this.#onDrain?.());
    sink.on('close', () => {
      this.#closing = true;
      this.#onDrain?.();
      this.#resolveClosed('gone');
    });
  }

  /** Number of the last event that was written or left out. */
  get position(): number {
    return this.#position;
  }

  get isOpen(): boolean {
    return !this.#closing;
  }

  /** What is wanted from now on. */
  want(filter: EventFilter): void {
    this.#filter = filter;
  }

  sendControl(name: Exclude<ControlName, 'gap'>, content: object): void {
    this.#write(this.#encoding.control(name, content));
  }

  /** Says where the stream stands, so that the client notices silence and loss. */
  beat(at: Date): void {
    if (this.#closing || !this.#announceSkipped()) return;
    const cursor = formatCursor({ epoch: this.#epoch, seq: this.#position });
    this.sendControl('heartbeat', { at: at.toISOString(), cursor });
  }

  /**
   * Writes the next event or leaves it out; what it already has is passed over, and a hole ends the
   * connection. The answer is whether it was written.
   */
  send(event: EncodedEvent, nowMs: number): boolean {
    const { logged } = event;
    if (this.#closing || logged.seq <= this.#position) return false;
    // The client comes back with its cursor and is told by the log itself whether it can go on.
    if (logged.seq !== this.#position + 1) {
      this.close('gap');
      return false;
    }
    const channel = channelFor(this.#filter, logged.event);
    const reason = channel === null ? 'filtered' : this.#reasonToSkip(event, nowMs);
    if (channel === null || reason !== null) {
      this.#skipped.add(reason ?? 'filtered');
      this.#position = logged.seq;
      return false;
    }
    if (!this.#announceSkipped()) return false;
    if (!this.#write(event.bytes(this.#encoding, channel))) return false;
    this.#position = logged.seq;
    this.#told = logged.seq;
    return true;
  }

  /**
   * Settles when the reader has taken what waits. A replay goes at the reader's pace instead of
   * filling its buffer; a reader that takes nothing for `drainMs` loses the connection.
   */
  async drained(): Promise<void> {
    if (this.#closing || this.#sink.writableLength < this.#limits.bufferBytesMax / 4) return;
    const timer = setTimeout(() => {
      this.#conclude('too-slow');
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
    this.#conclude(reason);
    // A reader that takes nothing never lets the end come.
    const timer = setTimeout(() => this.#sink.destroy(), this.#limits.drainMs);
    this.#sink.on('close', () => clearTimeout(timer));
    this.#sink.finish(reason);
  }

  #reasonToSkip({ logged }: EncodedEvent, nowMs: number): SkipReason | null {
    if (isExpired(logged, nowMs)) return 'expired';
    const isSlow = this.#sink.writableLength > this.#limits.bufferBytesMax / 2;
    return isSlow && logged.event.priority === 'low' ? 'dropped' : null;
  }

  // Written only when something follows, so that a narrow filter costs no frame for each number.
  #announceSkipped(): boolean {
    if (this.#skipped.isEmpty) return true;
    const gap = this.#skipped.announce(this.#epoch, this.#told, this.#position);
    const cursor = { epoch: this.#epoch, seq: this.#position };
    if (!this.#write(this.#encoding.control('gap', gap, cursor))) return false;
    this.#told = this.#position;
    return true;
  }

  /** Whether there was room for it. Where there is none, the client is sent away. */
  #write(frame: Uint8Array): boolean {
    if (this.#closing) return false;
    if (this.#sink.writableLength + frame.byteLength > this.#limits.bufferBytesMax) {
      this.#sink.write(this.#encoding.control('reset', { reason: 'too-slow' }));
      this.close('too-slow');
      return false;
    }
    this.#sink.write(frame);
    return true;
  }

  #conclude(reason: CloseReason): void {
    this.#closing = true;
    this.#resolveClosed(reason);
    this.#onDrain?.();
  }
}
