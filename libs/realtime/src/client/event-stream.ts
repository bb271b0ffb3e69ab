import {
  helloSchema,
  resetSchema,
  streamPageSchema,
  type StreamEvent,
  type StreamGap,
  type StreamHello,
} from '@eyrie/contracts';
import { Attempt } from './attempt.ts';
import { backoffMs, type BackoffLimits } from './backoff.ts';
import { Ladder } from './ladder.ts';
import { pollTransport } from './poll-transport.ts';
import { Received } from './received.ts';
import { socketTransport, type OpenSocket } from './socket-transport.ts';
import { sseTransport } from './sse-transport.ts';
import type { StreamState } from './stream-state.ts';
import {
  StreamRefused,
  transportNames,
  type StreamFilter,
  type StreamMessage,
  type Transport,
  type TransportName,
} from './transport.ts';

export type StreamReset = ReturnType<typeof resetSchema.parse>;

export interface EventStreamOptions {
  /** Of `/events`. */
  readonly url: string;
  /** Sent with each attempt; a function is asked anew each time (a token that expires). */
  readonly headers?: Record<string, string> | (() => Record<string, string>);
  /** Where to resume; without it only new events come. */
  readonly cursor?: string | null;
  /** Default: `dashboard`, every event that was not broadcast elsewhere. */
  readonly channel?: string;
  readonly filter?: StreamFilter;
  /** Each event once, in order. */
  readonly onEvent: (event: StreamEvent, cursor: string) => void;
  readonly onHello?: (hello: StreamHello) => void;
  /**
   * Something was missed that will not come: fetch again what is shown. (`too-slow`: the server
   * sent this client away; it resumes where it was, and nothing is lost.)
   */
  readonly onReset?: (reset: StreamReset) => void;
  /** Numbers were left out; of these only `dropped` is a loss. */
  readonly onGap?: (gap: StreamGap) => void;
  readonly onState?: (state: StreamState) => void;
  /** The ways to try, best first. Default: SSE, WebSocket, long poll. */
  readonly transports?: readonly [TransportName, ...TransportName[]];
  /** How often to try a better way while on a worse one: growing from the least to the most. */
  readonly probe?: BackoffLimits;
  readonly credentials?: RequestCredentials;
  readonly backoff?: BackoffLimits;
  /** Silence of so many heartbeats means that the connection is dead. */
  readonly heartbeatsMissedMax?: number;
  readonly fetch?: typeof fetch;
  readonly openSocket?: OpenSocket;
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
/** A way on which no greeting comes in so long holds it back. */
const helloWithinMs = 10_000;

/**
 * Follows the event stream for as long as it is wanted: reconnects with growing, jittered pauses,
 * resumes after the last event seen, and gives up a connection on which even heartbeats stay away.
 * Where Server-Sent Events do not get through it goes on over a WebSocket, then by long polls, and
 * looks for the better way again from time to time. Works in browsers and in Node.
 */
export function openEventStream(options: EventStreamOptions): EventStream {
  return new ReconnectingStream(options);
}

class ReconnectingStream implements EventStream {
  #state: StreamState;
  #heartbeatMs = heartbeatMsAssumed;
  #wanted = false;
  #attempt: Attempt | null = null;
  /** A better way that is tried while the current one goes on. */
  #candidate: Attempt | null = null;
  #probes = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #probe: ReturnType<typeof setTimeout> | undefined;
  readonly #ladder: Ladder<TransportName>;
  readonly #received: Received;
  readonly #transports: Readonly<Record<TransportName, Transport>>;
  readonly #options: EventStreamOptions;
  readonly #now: () => number;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#received = new Received(options.cursor ?? null, options);
    this.#ladder = new Ladder(options.transports ?? transportNames);
    this.#transports = {
      sse: sseTransport,
      websocket: socketTransport(options.openSocket),
      'long-poll': pollTransport,
    };
    this.#state = {
      state: 'connecting',
      since: this.#now(),
      transport: this.#ladder.current,
      latencyMs: null,
      failures: 0,
      reason: null,
      status: null,
    };
    this.resume();
  }

  get cursor(): string | null {
    return this.#received.cursor;
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
    this.#connect();
  }

  close(): void {
    this.#stop();
  }

  #stop(): void {
    this.#wanted = false;
    clearTimeout(this.#retry);
    clearTimeout(this.#probe);
    this.#attempt?.abandon();
    this.#candidate?.abandon();
    this.#attempt = null;
    this.#candidate = null;
  }

  #connect(): void {
    const attempt = this.#start(this.#ladder.current, (failure) => {
      if (this.#attempt === attempt) this.#retryLater(attempt, failure);
    });
    this.#attempt = attempt;
  }

  #start(name: TransportName, onEnd: (failure: unknown) => void): Attempt {
    const { url, headers, channel, filter = {} } = this.#options;
    return new Attempt({
      name,
      transport: this.#transports[name],
      request: {
        url,
        headers: typeof headers === 'function' ? headers() : (headers ?? {}),
        cursor: this.cursor,
        channel,
        filter,
        credentials: this.#options.credentials ?? 'same-origin',
        fetch: this.#options.fetch ?? ((input, init) => fetch(input, init)),
      },
      silence: { helloMs: helloWithinMs, missedMax: this.#options.heartbeatsMissedMax ?? 2.5 },
      now: this.#now,
      onMessage: (message, attempt) => this.#receive(message, attempt),
      onQuiet: (isQuiet, attempt) => this.#quiet(isQuiet, attempt),
      onEnd,
    });
  }

  #retryLater(attempt: Attempt, failure: unknown): void {
    this.#attempt = null;
    clearTimeout(this.#probe);
    this.#candidate?.abandon();
    this.#candidate = null;
    if (!this.#wanted) return;
    const refused = failure instanceof StreamRefused ? failure : null;
    if (attempt.isProven) this.#ladder.proved();
    else if (refused?.isOfServer !== true) this.#ladder.failed();
    // A server that closes in good order (a restart, a slow reader) is asked again quickly.
    const failures = attempt.isLive ? 1 : this.#state.failures + 1;
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
    this.#retry = setTimeout(() => this.#connect(), waitMs);
  }

  #receive(message: StreamMessage, attempt: Attempt): void {
    if (attempt === this.#candidate && message.name === 'hello') this.#promote(attempt);
    if (attempt !== this.#attempt) return;
    switch (message.name) {
      case 'hello': {
        this.#greeted(helloSchema.parse(message.content), attempt);
        return;
      }
      case 'reset':
        return this.#options.onReset?.(resetSchema.parse(message.content));
      case 'gap': {
        this.#unlessLost(this.#received.gap(message.content));
        return;
      }
      case 'heartbeat': {
        this.#unlessLost(this.#received.heartbeat(message.content));
        return;
      }
      case 'event': {
        this.#unlessLost(this.#received.event(message.cursor, message.content));
        return;
      }
      case 'page': {
        this.#unlessLost(this.#received.page(streamPageSchema.parse(message.content)));
        return;
      }
    }
  }

  #greeted(hello: StreamHello, attempt: Attempt): void {
    this.#heartbeatMs = hello.heartbeatMs;
    attempt.expectEvery(this.#heartbeatMs);
    this.#received.begin(hello);
    const latencyMs = this.#now() - attempt.askedAt;
    const transport = attempt.name;
    this.#enter({ state: 'live', transport, latencyMs, failures: 0, reason: null, status: null });
    this.#options.onHello?.(hello);
    this.#probeLater();
  }

  #unlessLost(isWhole: boolean): void {
    if (!isWhole) this.#attempt?.abort(new Error('An event was lost on the way.'));
  }

  #quiet(isQuiet: boolean, attempt: Attempt): void {
    if (attempt !== this.#attempt) return;
    if (isQuiet && this.#state.state === 'live') this.#enter({ state: 'quiet' });
    if (!isQuiet && this.#state.state === 'quiet') this.#enter({ state: 'live' });
  }

  #probeLater(): void {
    clearTimeout(this.#probe);
    if (this.#ladder.isOnBest) {
      this.#probes = 0;
      return;
    }
    this.#probes += 1;
    const { probe = { minMs: 60_000, maxMs: 300_000 }, random = Math.random } = this.#options;
    this.#probe = setTimeout(
      () => {
        const candidate = this.#start(this.#ladder.nextBetter(), () => {
          if (this.#candidate !== candidate) return;
          this.#candidate = null;
          this.#probeLater();
        });
        this.#candidate = candidate;
      },
      backoffMs(this.#probes, probe, random()),
    );
  }

  // It begins where we were when it asked; what has come since is passed over by its number.
  #promote(candidate: Attempt): void {
    this.#candidate = null;
    this.#attempt?.abandon();
    this.#attempt = candidate;
    this.#ladder.take(candidate.name);
  }

  #enter(change: Partial<StreamState> & Pick<StreamState, 'state'>): void {
    const since = change.state === this.#state.state ? this.#state.since : this.#now();
    this.#state = { ...this.#state, ...change, since };
    this.#options.onState?.(this.#state);
  }
}
