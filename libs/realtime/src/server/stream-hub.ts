import { formatCursor } from '../cursor.ts';
import type { EventLogReader, LogPosition } from './event-log-reader.ts';
import { resume } from './resume.ts';
import { encodeSse } from './sse-frame.ts';
import type { StreamSink } from './stream-sink.ts';
import { encodeReset, Subscriber, type CloseReason } from './subscriber.ts';
import { Tail } from './tail.ts';

export interface StreamHubOptions {
  /** The log of a topic (an organisation). */
  readonly openLog: (topic: string) => EventLogReader;
  readonly heartbeatMs?: number;
  /** Bytes that may wait for one slow client; then it is sent away to resume later. */
  readonly bufferBytesMax?: number;
  /** How long a client that takes nothing may hold its buffer. */
  readonly drainMs?: number;
  /** A read of the log failed; it is tried again with the next wake-up or heartbeat. */
  readonly onReadFailed?: (error: unknown) => void;
  /** So many events were written, counted for each client. */
  readonly onDelivered?: (events: number) => void;
}

export interface StreamRequest {
  readonly topic: string;
  /** The cursor the client names, as it came. */
  readonly cursor: string | undefined;
}

/** A connection as its owner sees it. */
export interface StreamConnection {
  readonly closed: Promise<CloseReason>;
  /** Ends it; the client may come back with its cursor. */
  close(): void;
}

/**
 * The serving side of the stream, without any web framework: takes a byte sink for each client and
 * gives it hello, the missed events, then the new ones in order, each once, and heartbeats.
 */
export class StreamHub {
  readonly #tails = new Map<string, Tail>();
  readonly #subscribers = new Set<Subscriber>();
  readonly #options: Required<Omit<StreamHubOptions, 'openLog'>> & StreamHubOptions;
  readonly #heart: ReturnType<typeof setInterval>;

  constructor(options: StreamHubOptions) {
    this.#options = {
      heartbeatMs: 15_000,
      bufferBytesMax: 1024 * 1024,
      drainMs: 30_000,
      onReadFailed: () => undefined,
      onDelivered: () => undefined,
      ...options,
    };
    this.#heart = setInterval(() => this.#beat(), this.#options.heartbeatMs);
  }

  /** Connections open now. */
  get connections(): number {
    return this.#subscribers.size;
  }

  /**
   * Connects a client. The position is read first, so that whatever the client then loads is at
   * least as new as the stream's beginning; `openSink` is called only after that succeeded. Rejects
   * when the log cannot be read.
   */
  async connect(request: StreamRequest, openSink: () => StreamSink): Promise<StreamConnection> {
    const log = this.#options.openLog(request.topic);
    const position = await log.position();
    const { from, reset } = resume(request.cursor, position);
    const { bufferBytesMax, drainMs } = this.#options;
    const subscriber = new Subscriber(openSink(), from, { bufferBytesMax, drainMs });
    if (reset) subscriber.sendControl(encodeReset(reset));
    subscriber.sendControl(this.#hello(position, reset === null));
    this.#subscribers.add(subscriber);
    const tail = this.#tailOf(request.topic, log, position.epoch);
    void subscriber.closed.then(() => {
      this.#subscribers.delete(subscriber);
      tail.detach(subscriber);
    });
    void tail.follow(subscriber).catch((error: unknown) => {
      this.#options.onReadFailed(error);
      subscriber.close('failed');
    });
    return { closed: subscriber.closed, close: () => subscriber.close('ended') };
  }

  /** There may be new events in the topic's log. */
  wake(topic: string): void {
    this.#tails.get(topic)?.wake();
  }

  /** There may be new events anywhere. */
  wakeAll(): void {
    for (const tail of this.#tails.values()) tail.wake();
  }

  /** Ends every connection; clients resume elsewhere. */
  close(): void {
    clearInterval(this.#heart);
    for (const subscriber of this.#subscribers) subscriber.close('ended');
    this.#tails.clear();
  }

  #hello({ epoch, head, oldest }: LogPosition, recovered: boolean): Uint8Array {
    const hello = {
      epoch,
      head: formatCursor({ epoch, seq: head }),
      oldest: formatCursor({ epoch, seq: oldest }),
      recovered,
      heartbeatMs: this.#options.heartbeatMs,
    };
    return encodeSse({ event: 'hello', data: JSON.stringify(hello) });
  }

  #tailOf(topic: string, log: EventLogReader, epoch: string): Tail {
    const known = this.#tails.get(topic);
    if (known?.epoch === epoch) return known;
    known?.closeAll('gap');
    const tail = new Tail(log, epoch, this.#options);
    this.#tails.set(topic, tail);
    return tail;
  }

  #beat(): void {
    const at = new Date();
    for (const [topic, tail] of this.#tails) {
      if (tail.isUnused) {
        this.#tails.delete(topic);
        continue;
      }
      tail.beat(at);
      void tail.audit();
    }
  }
}
