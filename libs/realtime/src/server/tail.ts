import type { EventLogReader, LoggedEvent } from './event-log-reader.ts';
import { EncodedEvent } from './stream-encoding.ts';
import type { CloseReason } from './stream-sink.ts';
import type { Subscriber } from './subscriber.ts';

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
  readonly #waiting = new Set<(isOver: boolean) => void>();
  /** Clients that come back together are replayed the same events. */
  readonly #encoded = new WeakMap<LoggedEvent, EncodedEvent>();
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

  /** Whether nobody follows it, nor is about to, nor waits for it. */
  get isUnused(): boolean {
    return this.#subscribers.size === 0 && this.#replaying === 0 && this.#waiting.size === 0;
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

  /** Calls `onWoken` once, at the next wake-up or at the end. The result takes it back. */
  onceWoken(onWoken: (isOver: boolean) => void): () => void {
    this.#waiting.add(onWoken);
    return () => this.#waiting.delete(onWoken);
  }

  /**
   * Compares the tail with the log itself: a lost wake-up is made good, and clients of a log that
   * is no longer the same (restored from a backup) are sent to ask anew.
   */
  async audit(): Promise<void> {
    this.#wakeWaiting();
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
    this.#wakeWaiting(true);
  }

  /** There may be something new in the log. */
  wake(): void {
    this.#wakeWaiting();
    if (this.#reading) {
      this.#wokenAgain = true;
      return;
    }
    if (this.#subscribers.size > 0) void this.#read();
  }

  beat(at: Date): void {
    for (const subscriber of this.#subscribers) subscriber.beat(at);
  }

  async #replay(subscriber: Subscriber): Promise<void> {
    while (subscriber.isOpen) {
      const events = await this.#log.readAfter(subscriber.position, pageSize);
      let written = 0;
      for (const logged of events) {
        await subscriber.drained();
        if (subscriber.send(this.#encode(logged), Date.now())) written += 1;
      }
      this.#observer.onDelivered(written);
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
        const nowMs = Date.now();
        let written = 0;
        for (const logged of events) {
          const event = this.#encode(logged);
          for (const subscriber of this.#subscribers) {
            if (subscriber.send(event, nowMs)) written += 1;
          }
          this.#position = logged.seq;
        }
        this.#observer.onDelivered(written);
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

  #encode(logged: LoggedEvent): EncodedEvent {
    let event = this.#encoded.get(logged);
    if (!event) this.#encoded.set(logged, (event = new EncodedEvent(this.#epoch, logged)));
    return event;
  }

  #wakeWaiting(isOver = false): void {
    for (const onWoken of this.#waiting) {
      this.#waiting.delete(onWoken);
      onWoken(isOver);
    }
  }
}
