import { openEventStream, type EventStream, type EventStreamOptions } from '@eyrie/realtime';
import { EyrieProblem } from './problem.ts';
import type { Transport } from './transport.ts';

type Received = Parameters<EventStreamOptions['onEvent']>;
type Reset = Parameters<NonNullable<EventStreamOptions['onReset']>>[0];

/**
 * What the stream says. `start` comes once, when it is live: read what you keep now and no event after it
 * is missed (`isResumed`: none after the cursor that was named either). `reset`: something was missed
 * that will not come; read again what you keep.
 */
export type StreamItem =
  | { readonly kind: 'start'; readonly isResumed: boolean }
  | { readonly kind: 'event'; readonly event: Received[0]; readonly cursor: string }
  | { readonly kind: 'reset'; readonly reason: Reset['reason'] };

export interface FollowOptions extends Pick<
  EventStreamOptions,
  'cursor' | 'channel' | 'filter' | 'transports' | 'onState'
> {
  readonly signal?: AbortSignal;
}

/** A reader that is so far behind lets the connection go; it is taken up again at the same place. */
const waitingMax = 1_000;

/**
 * The event stream as an endless list: each event once and in order, over SSE, WebSocket or long poll,
 * whatever gets through; cuts are bridged from the last event on. It ends with the loop's `break`, or by
 * throwing the signal's reason, or an `EyrieProblem` where the cloud does not let this caller in. A
 * function of its own, so that whoever does not follow events does not carry the stream's client.
 */
export async function* followEvents(
  { transport }: { readonly transport: Transport },
  { signal, onState, ...options }: FollowOptions = {},
): AsyncGenerator<StreamItem, void, undefined> {
  signal?.throwIfAborted();
  const waiting: StreamItem[] = [];
  let wake = (): void => undefined;
  const now = { isPaused: false, isStarted: false, refusal: null as EyrieProblem | null };
  const put = (item: StreamItem): void => {
    waiting.push(item);
    if (waiting.length >= waitingMax && !now.isPaused) {
      now.isPaused = true;
      stream.pause();
    }
    wake();
  };
  const stop = (): void => wake();
  signal?.addEventListener('abort', stop);
  const stream: EventStream = openEventStream({
    ...options,
    url: `${transport.baseUrl}/events`,
    headers: () => transport.credentialHeaders(),
    fetch: transport.fetch,
    onHello: ({ recovered }) => {
      if (!now.isStarted) put({ kind: 'start', isResumed: recovered && options.cursor != null });
      now.isStarted = true;
    },
    onEvent: (event, cursor) => put({ kind: 'event', event, cursor }),
    // Whom the server sends away for being slow resumes where it was, and has missed nothing.
    onReset: ({ reason }) => {
      if (reason !== 'too-slow') put({ kind: 'reset', reason });
    },
    onState: (state) => {
      onState?.(state);
      if (state.status !== 401 && state.status !== 403) return;
      const title = `The cloud does not let this caller follow its events (${state.status}).`;
      now.refusal = new EyrieProblem(state.status, { code: 'sdk.stream_refused', title }, null);
      wake();
    },
  });
  try {
    for (;;) {
      signal?.throwIfAborted();
      const item = waiting.shift();
      if (item) {
        yield item;
        continue;
      }
      if (now.refusal) throw now.refusal;
      if (now.isPaused) {
        now.isPaused = false;
        stream.resume();
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    stream.close();
  }
}
