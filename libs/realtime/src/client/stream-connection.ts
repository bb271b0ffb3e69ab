import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** The server answered, but not with a stream. */
export class StreamRefused extends Error {
  readonly status: number;
  /** Milliseconds the server asks to wait, where it says so. */
  readonly retryAfterMs: number | null;

  constructor(status: number, retryAfter: string | null) {
    super(`The server answered ${status}.`);
    this.name = 'StreamRefused';
    this.status = status;
    const seconds = Number(retryAfter ?? Number.NaN);
    this.retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : null;
  }
}

export interface ConnectionRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cursor: string | null;
  readonly credentials: RequestCredentials;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  readonly onMessage: (message: EventSourceMessage) => void;
  /** Some bytes came. */
  readonly onBytes: () => void;
}

/** A single event may be so long (characters); more is no stream of ours. */
const bufferCharactersMax = 4 * 1024 * 1024;

/** Reads one response to its end. Rejects when it is refused, cut or aborted. */
export async function readStream(request: ConnectionRequest): Promise<void> {
  const { cursor, signal } = request;
  const response = await request.fetch(request.url, {
    headers: {
      accept: 'text/event-stream',
      ...request.headers,
      ...(cursor === null ? {} : { 'last-event-id': cursor }),
    },
    cache: 'no-store',
    credentials: request.credentials,
    signal,
  });
  const type = response.headers.get('content-type') ?? '';
  if (!response.ok || !response.body || !type.startsWith('text/event-stream')) {
    await response.body?.cancel();
    throw new StreamRefused(response.status, response.headers.get('retry-after'));
  }
  const parser = createParser({ onEvent: request.onMessage, maxBufferSize: bufferCharactersMax });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      request.onBytes();
      parser.feed(value);
    }
  } finally {
    // After a throwing listener the connection must not stay open.
    await reader.cancel().catch(() => undefined);
  }
}
