import {
  helloSchema,
  resetSchema,
  streamEventSchema,
  type StreamEvent,
  type StreamHello,
} from '@eyrie/contracts';
import type { EventSourceMessage } from 'eventsource-parser';
import { parseCursor } from '../cursor.ts';
import { backoffMs, type BackoffLimits } from './backoff.ts';
import { readStream, StreamRefused } from './stream-connection.ts';
import type { StreamState } from './stream-state.ts';

export type StreamReset = ReturnType<typeof resetSchema.parse>;

export interface EventStreamOptions {
  readonly url: string;
  /** Sent with each attempt; a function is asked anew each time (a token that expires). */
  readonly headers?: Record<string, string> | (() => Record<string, string>);
  /** Where to resume; without it only new events come. */
  readonly cursor?: string | null;
  /** Each event once, in order. */
  readonly onEvent: (event: StreamEvent, cursor: string) => void;
  readonly onHello?: (hello: StreamHello) => void;
  /**
   * Something was missed that will not come: fetch again what is shown. (`too-slow`: the server
   * sent this client away; it resumes where it was, and nothing is lost.)
   */
  readonly onReset?: (reset: StreamReset) => void;
  readonly onState?: (state: StreamState) => void;
  readonly credentials?: RequestCredentials;
  readonly backoff?: BackoffLimits;
  /** Silence of so many heartbeats means that the connection is dead. */
  readonly heartbeatsMissedMax?: number;
  readonly fetch?: typeof fetch;
  readonly random?: () => number;
  readonly now?: () => number;
}

export interface EventStream {
  /** The last cursor seen, to be kept by who wants to resume after a restart. */
  readonly cursor: string | null;
  readonly state: StreamState;
  /** Lets the connection go (a hidden tab); the place is kept. */
  pause(): void;
  /** Connects again at once, also in the middle of a wait. */
  resume(): void;
  close(): void;
}

/** Before the server has told its heartbeat. */
const heartbeatMsAssumed = 15_000;

/**
 * Follows the event stream for as long as it is wanted: reconnects with growing, jittered pauses,
 * resumes after the last event seen, and gives up a connection on which even heartbeats stay away.
 * Works in browsers and in Node; needs `fetch` only, so that headers can be sent.
 */
export function openEventStream(options: EventStreamOptions): EventStream {
  return new ReconnectingStream(options);
}

class ReconnectingStream implements EventStream {
  #cursor: string | null;
  #state: StreamState;
  #heartbeatMs = heartbeatMsAssumed;
  #wanted = false;
  #askedAt = 0;
  #attempt: AbortController | null = null;
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  readonly #options: EventStreamOptions;
  readonly #now: () => number;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#cursor = options.cursor ?? null;
    this.#state = {
      state: 'connecting',
      since: this.#now(),
      latencyMs: null,
      failures: 0,
      reason: null,
      status: null,
    };
    this.resume();
  }

  get cursor(): string | null {
    return this.#cursor;
  }

  get state(): StreamState {
    return this.#state;
  }

  pause(): void {
    if (!this.#wanted) return;
    this.#stop();
    this.#enter({ state: 'offline', reason: 'Paused.', status: null });
  }

  resume(): void {
    if (this.#wanted && this.#attempt) return;
    this.#wanted = true;
    clearTimeout(this.#retry);
    void this.#connect();
  }

  close(): void {
    this.#stop();
  }

  #stop(): void {
    this.#wanted = false;
    clearTimeout(this.#retry);
    clearTimeout(this.#watchdog);
    this.#attempt?.abort();
    this.#attempt = null;
  }

  async #connect(): Promise<void> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#askedAt = this.#now();
    this.#watch();
    const { headers } = this.#options;
    let failure: unknown = null;
    try {
      await readStream({
        url: this.#options.url,
        headers: typeof headers === 'function' ? headers() : (headers ?? {}),
        cursor: this.#cursor,
        credentials: this.#options.credentials ?? 'same-origin',
        fetch: this.#options.fetch ?? ((input, init) => fetch(input, init)),
        signal: attempt.signal,
        onMessage: (message) => {
          if (!attempt.signal.aborted) this.#receive(message);
        },
        onBytes: () => {
          if (!attempt.signal.aborted) this.#watch();
        },
      });
    } catch (error) {
      failure = attempt.signal.aborted ? attempt.signal.reason : error;
    }
    if (this.#attempt === attempt) this.#retryLater(failure);
  }

  #retryLater(failure: unknown): void {
    this.#attempt = null;
    clearTimeout(this.#watchdog);
    if (!this.#wanted) return;
    const refused = failure instanceof StreamRefused ? failure : null;
    // A server that closes in good order (a restart, a slow reader) is asked again quickly.
    const wasLive = this.#state.state === 'live';
    const failures = wasLive ? 1 : this.#state.failures + 1;
    this.#enter({
      state: 'offline',
      failures,
      reason: failure instanceof Error ? failure.message : 'The server ended the stream.',
      status: refused?.status ?? null,
    });
    const { backoff = { minMs: 500, maxMs: 30_000 }, random = Math.random } = this.#options;
    const waitMs = Math.max(
      backoffMs(failures, backoff, random()),
      Math.min(refused?.retryAfterMs ?? 0, 60_000),
    );
    this.#retry = setTimeout(() => void this.#connect(), waitMs);
  }

  // Starts the silence clock again.
  #watch(): void {
    clearTimeout(this.#watchdog);
    const attempt = this.#attempt;
    this.#watchdog = setTimeout(
      () => attempt?.abort(new Error('Nothing was heard for too long.')),
      this.#heartbeatMs * (this.#options.heartbeatsMissedMax ?? 2.5),
    );
  }

  #receive({ event, id, data }: EventSourceMessage): void {
    const content: unknown = JSON.parse(data);
    switch (event) {
      case 'hello': {
        this.#receiveHello(helloSchema.parse(content));
        return;
      }
      case 'reset':
        return this.#options.onReset?.(resetSchema.parse(content));
      case 'heartbeat': {
        this.#receiveHeartbeat(content);
        return;
      }
      case undefined:
      case 'message':
        if (id !== undefined) this.#receiveEvent(id, streamEventSchema.parse(content));
        return;
      default:
        return; // What a newer server may say.
    }
  }

  #receiveHello(hello: StreamHello): void {
    this.#heartbeatMs = hello.heartbeatMs;
    if (this.#cursor === null || !hello.recovered) this.#cursor = hello.head;
    const latencyMs = this.#now() - this.#askedAt;
    this.#enter({ state: 'live', latencyMs, failures: 0, reason: null, status: null });
    this.#options.onHello?.(hello);
  }

  #receiveEvent(id: string, event: StreamEvent): void {
    const next = parseCursor(id);
    const last = this.#cursor === null ? null : parseCursor(this.#cursor);
    if (next && last && next.epoch === last.epoch) {
      if (next.seq <= last.seq) return;
      if (next.seq !== last.seq + 1) {
        this.#lost();
        return;
      }
    }
    this.#cursor = id;
    this.#options.onEvent(event, id);
  }

  // The server says how far it has written to us: whoever has less has lost something on the way.
  #receiveHeartbeat(content: unknown): void {
    const cursor = (content as { cursor?: unknown }).cursor;
    if (typeof cursor === 'string' && this.#cursor !== null && cursor !== this.#cursor)
      this.#lost();
  }

  #lost(): void {
    this.#attempt?.abort(new Error('An event was lost on the way.'));
  }

  #enter(change: Partial<StreamState> & Pick<StreamState, 'state'>): void {
    const since = change.state === this.#state.state ? this.#state.since : this.#now();
    this.#state = { ...this.#state, ...change, since };
    this.#options.onState?.(this.#state);
  }
}
