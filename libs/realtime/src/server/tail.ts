import { formatCursor } from '../cursor.ts';
import type { EventLogReader } from './event-log-reader.ts';
import { encodeSse } from './sse-frame.ts';
import { encodeEvent, type CloseReason, type Subscriber } from './subscriber.ts';

/** Events read from the log at once. */
const pageSize = 500;

/** Who wants to know how a tail is doing. */
export interface TailObserver {
  readonly onReadFailed: (error: unknown) => void;
  /** So many events were written, counted for each client. */
  readonly onDelivered: (events: number) => void;
}

/**
 * The live end of one organisation's log. However many clients listen and however often it is
 * woken, the log is read once: wake-ups during a read lead to one more read.
 */
export class Tail {
  #position = 0;
  #reading = false;
  #replaying = 0;
  #wokenAgain = false;
  readonly #subscribers = new Set<Subscriber>();
  readonly #log: EventLogReader;
  readonly #epoch: string;
  readonly #observer: TailObserver;

  constructor(log: EventLogReader, epoch: string, observer: TailObserver) {
    this.#log = log;
    this.#epoch = epoch;
    this.#observer = observer;
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** Whether nobody follows it, nor is about to. */
  get isUnused(): boolean {
    return this.#subscribers.size === 0 && this.#replaying === 0;
  }

  /** Replays what the subscriber misses, then lets it follow. Returns when it follows or is gone. */
  async follow(subscriber: Subscriber): Promise<void> {
    this.#replaying += 1;
    try {
      await this.#replay(subscriber);
    } finally {
      this.#replaying -= 1;
    }
  }

  detach(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
  }

  /**
   * Compares the tail with the log itself: a lost wake-up is made good, and clients of a log that
   * is no longer the same (restored from a backup) are sent to ask anew.
   */
  async audit(): Promise<void> {
    if (this.#subscribers.size === 0) return;
    try {
      const { epoch, head } = await this.#log.position();
      if (epoch !== this.#epoch || head < this.#position) this.closeAll('gap');
      else if (head > this.#position) this.wake();
    } catch (error) {
      this.#observer.onReadFailed(error);
    }
  }

  closeAll(reason: CloseReason): void {
    for (const subscriber of this.#subscribers) subscriber.close(reason);
  }

  /** There may be something new in the log. */
  wake(): void {
    if (this.#reading) {
      this.#wokenAgain = true;
      return;
    }
    if (this.#subscribers.size > 0) void this.#read();
  }

  /** Tells every client where the stream stands, so that it notices silence and loss. */
  beat(at: Date): void {
    const data = { at: at.toISOString(), cursor: '' };
    for (const subscriber of this.#subscribers) {
      data.cursor = formatCursor({ epoch: this.#epoch, seq: subscriber.position });
      subscriber.sendControl(encodeSse({ event: 'heartbeat', data: JSON.stringify(data) }));
    }
  }

  async #replay(subscriber: Subscriber): Promise<void> {
    while (subscriber.isOpen) {
      const events = await this.#log.readAfter(subscriber.position, pageSize);
      for (const logged of events) {
        await subscriber.drained();
        subscriber.send(logged.seq, encodeEvent(this.#epoch, logged));
      }
      this.#observer.onDelivered(events.length);
      if (events.length < pageSize && this.#attach(subscriber)) return;
    }
  }

  // No await between comparing the positions and joining: an event would fall in between.
  #attach(subscriber: Subscriber): boolean {
    if (!subscriber.isOpen) return false;
    const isIdle = this.#subscribers.size === 0 && !this.#reading;
    if (isIdle) this.#position = subscriber.position;
    else if (subscriber.position < this.#position) return false;
    this.#subscribers.add(subscriber);
    // What was committed after the replay's last read may have woken nobody.
    this.wake();
    return true;
  }

  async #read(): Promise<void> {
    this.#reading = true;
    try {
      do {
        this.#wokenAgain = false;
        const events = await this.#log.readAfter(this.#position, pageSize);
        for (const logged of events) {
          const frame = encodeEvent(this.#epoch, logged);
          for (const subscriber of this.#subscribers) subscriber.send(logged.seq, frame);
          this.#position = logged.seq;
        }
        this.#observer.onDelivered(events.length * this.#subscribers.size);
        if (events.length === pageSize) this.#wokenAgain = true;
      } while (this.#mustReadAgain());
    } catch (error) {
      this.#observer.onReadFailed(error);
    } finally {
      this.#reading = false;
    }
  }

  #mustReadAgain(): boolean {
    return this.#wokenAgain && this.#subscribers.size > 0;
  }
}
