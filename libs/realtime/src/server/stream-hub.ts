import type { StreamPage } from '@eyrie/contracts';
import { formatCursor } from '../cursor.ts';
import { everything, type EventFilter } from './event-filter.ts';
import type { EventLogReader, LogPosition } from './event-log-reader.ts';
import { readPage } from './page-reader.ts';
import { resume } from './resume.ts';
import { SharedLog } from './shared-log.ts';
import { sseEncoding, type StreamEncoding } from './stream-encoding.ts';
import type { CloseReason, StreamSink } from './stream-sink.ts';
import { Subscriber } from './subscriber.ts';
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
  /** Default: every event of the channel `dashboard`. */
  readonly filter?: EventFilter;
  /** Default: Server-Sent Events. */
  readonly encoding?: StreamEncoding;
}

export interface PollRequest extends Omit<StreamRequest, 'encoding'> {
  /** How long to wait for an event, in milliseconds. */
  readonly waitMs: number;
  /** Ends the waiting: what there is by then is the answer. */
  readonly signal: AbortSignal;
}

/** A connection as its owner sees it. */
export interface StreamConnection {
  readonly closed: Promise<CloseReason>;
  /** What it is sent from now on. */
  want(filter: EventFilter): void;
  /** Ends it; the client may come back with its cursor. */
  close(reason?: CloseReason): void;
}

/**
 * The serving side of the stream, without any web framework: takes a sink for each client and gives
 * it hello, the missed events, then the new ones in order, each once, and heartbeats; and answers
 * long polls from the same log by the same cursor.
 */
export class StreamHub {
  readonly #tails = new Map<string, Tail>();
  readonly #logs = new Map<string, SharedLog>();
  readonly #subscribers = new Set<Subscriber>();
  readonly #options: Required<Omit<StreamHubOptions, 'openLog'>> & StreamHubOptions;
  readonly #heart: ReturnType<typeof setInterval>;
  #polls = 0;
  #isClosed = false;

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

  /** Connections open now, polls that wait included. */
  get connections(): number {
    return this.#subscribers.size + this.#polls;
  }

  /**
   * Connects a client. The position is read first, so that whatever the client then loads is at
   * least as new as the stream's beginning; `openSink` is called only after that succeeded. Rejects
   * when the log cannot be read.
   */
  async connect(request: StreamRequest, openSink: () => StreamSink): Promise<StreamConnection> {
    const { topic, cursor, filter = everything, encoding = sseEncoding } = request;
    const log = this.#logOf(topic);
    const position = await log.position();
    const { from, reset } = resume(cursor, position);
    const { epoch } = position;
    const { bufferBytesMax, drainMs } = this.#options;
    const subscriber = new Subscriber({
      sink: openSink(),
      encoding,
      filter,
      limits: { bufferBytesMax, drainMs },
      from: { epoch, seq: from },
    });
    if (reset) subscriber.sendControl('reset', { reason: reset });
    subscriber.sendControl('hello', this.#hello(position, reset === null));
    // It asked before the end and was answered after it.
    if (this.#isClosed) subscriber.close('ended');
    this.#subscribers.add(subscriber);
    const tail = this.#tailOf(topic, log, epoch);
    void subscriber.closed.then(() => {
      this.#subscribers.delete(subscriber);
      tail.detach(subscriber);
    });
    void tail.follow(subscriber).catch((error: unknown) => {
      this.#options.onReadFailed(error);
      subscriber.close('failed');
    });
    return {
      closed: subscriber.closed,
      want: (wanted) => subscriber.want(wanted),
      close: (reason = 'ended') => subscriber.close(reason),
    };
  }

  /**
   * Answers what follows the cursor, at once where there is something, else as soon as there is or
   * the time is over. A client without a cursor gets the head. Rejects when the log cannot be read.
   */
  async poll({ topic, cursor, filter = everything, ...wait }: PollRequest): Promise<StreamPage> {
    this.#polls += 1;
    try {
      const log = this.#logOf(topic);
      const position = await log.position();
      const { from, reset } = resume(cursor, position);
      const begin = { epoch: position.epoch, seq: from };
      const isOld = cursor !== undefined && reset === null;
      const page = isOld
        ? await readPage({
            log,
            tail: this.#tailOf(topic, log, position.epoch),
            begin,
            filter,
            waitMs: this.#isClosed ? 0 : wait.waitMs,
            signal: wait.signal,
          })
        : { cursor: formatCursor(begin), events: [], gap: null };
      this.#options.onDelivered(page.events.length);
      const { epoch, head, oldest, recovered } = this.#hello(position, reset === null);
      return { epoch, head, oldest, recovered, reset: reset ? { reason: reset } : null, ...page };
    } finally {
      this.#polls -= 1;
    }
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
    this.#isClosed = true;
    clearInterval(this.#heart);
    for (const subscriber of this.#subscribers) subscriber.close('ended');
    for (const tail of this.#tails.values()) tail.closeAll('ended');
    this.#tails.clear();
  }

  #hello({ epoch, head, oldest }: LogPosition, recovered: boolean) {
    return {
      epoch,
      head: formatCursor({ epoch, seq: head }),
      oldest: formatCursor({ epoch, seq: oldest }),
      recovered,
      heartbeatMs: this.#options.heartbeatMs,
    };
  }

  #logOf(topic: string): SharedLog {
    let log = this.#logs.get(topic);
    if (!log) this.#logs.set(topic, (log = new SharedLog(this.#options.openLog(topic))));
    return log;
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
    for (const topic of this.#logs.keys()) {
      if (this.#tails.get(topic)?.isUnused ?? true) {
        this.#tails.delete(topic);
        this.#logs.delete(topic);
      }
    }
    for (const tail of this.#tails.values()) {
      tail.beat(at);
      void tail.audit();
    }
  }
}
