/** The ways to the stream, best first. */
export const transportNames = ['sse', 'websocket', 'long-poll'] as const;
export type TransportName = (typeof transportNames)[number];

/** What the server said, whichever way it came. */
export type StreamMessage =
  | { readonly name: 'hello' | 'reset' | 'gap' | 'heartbeat'; readonly content: unknown }
  | { readonly name: 'event'; readonly cursor: string; readonly content: unknown }
  /** Answer of a long poll: a whole span at once. */
  | { readonly name: 'page'; readonly content: unknown };

/** What is wanted of the stream; an absent part lets everything through. */
export interface StreamFilter {
  readonly types?: readonly string[];
  readonly site_id?: string;
  readonly device_id?: string;
  readonly camera_id?: string;
  readonly priority?: 'low' | 'normal' | 'high' | 'critical';
}

export interface TransportRequest {
  /** Of `/events`; the WebSocket and the token are its neighbours. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cursor: string | null;
  readonly channel: string | undefined;
  readonly filter: StreamFilter;
  readonly credentials: RequestCredentials;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  readonly onMessage: (message: StreamMessage) => void;
  /** Something came, so the connection lives. */
  readonly onBytes: () => void;
}

/** Runs one connection to its end. Rejects when it is refused, cut or aborted. */
export type Transport = (request: TransportRequest) => Promise<void>;

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

  /** Whether another way to the same server would be refused as well. */
  get isOfServer(): boolean {
    return this.status === 401 || this.status === 429 || this.status === 503;
  }
}

/** The address with what is wanted as its query. */
export function filteredUrl(
  { url, channel, filter }: Pick<TransportRequest, 'url' | 'channel' | 'filter'>,
  extra: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams(extra);
  if (channel !== undefined) query.set('channels', channel);
  const { types, ...rest } = filter;
  if (types !== undefined) query.set('types', types.join(','));
  for (const [name, value] of Object.entries(rest)) query.set(name, value);
  const text = query.toString();
  return text === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${text}`;
}
