import { socketCloseCodes, streamTokenSchema } from '@eyrie/contracts';
import { StreamRefused, type StreamMessage, type TransportRequest } from './transport.ts';

/** What of the WebSocket of browsers and of Node is used. */
type Socket = Pick<WebSocket, 'send' | 'close' | 'addEventListener'>;

/** Makes a socket; a test makes others. */
export type OpenSocket = (url: string) => Socket;

/** The same stream over a WebSocket, which some proxies let pass where they hold back the other. */
export function socketTransport(openSocket: OpenSocket = (url) => new WebSocket(url)) {
  return async (request: TransportRequest): Promise<void> => {
    const token = await fetchToken(request);
    const { signal } = request;
    signal.throwIfAborted();
    const socket = openSocket(neighbour(request.url, 'ws').replace(/^http/, 'ws'));
    await new Promise<void>((resolve, reject) => {
      const send = (message: object) => socket.send(JSON.stringify(message));
      signal.addEventListener('abort', () => {
        socket.close();
        reject(new Error('The attempt was ended.', { cause: signal.reason }));
      });
      socket.addEventListener('open', () => send({ type: 'auth', token }));
      socket.addEventListener('message', ({ data }) => {
        request.onBytes();
        try {
          receive(JSON.parse(String(data)) as SocketMessage, request, send);
        } catch (error) {
          socket.close();
          reject(error instanceof Error ? error : new Error('No message of ours.'));
        }
      });
      socket.addEventListener('close', ({ code }) => {
        const refusal = refusals[code];
        if (refusal) reject(new StreamRefused(refusal.status, refusal.retryAfter));
        // 1006: no word of farewell, so it was cut, or it never came about.
        else if (code === 1006) reject(new Error('The WebSocket was cut off.'));
        else resolve();
      });
    });
  };
}

interface SocketMessage extends Record<string, unknown> {
  readonly type: string;
}

const refusals: Readonly<Record<number, { status: number; retryAfter: string | null }>> = {
  [socketCloseCodes.notAuthenticated]: { status: 401, retryAfter: null },
  [socketCloseCodes.notAllowed]: { status: 403, retryAfter: null },
  [socketCloseCodes.tooManyConnections]: { status: 429, retryAfter: '10' },
};

function receive(
  message: SocketMessage,
  { onMessage, channel = 'dashboard', cursor, filter }: TransportRequest,
  send: (message: object) => void,
): void {
  const { type, ...content } = message;
  switch (type) {
    case 'auth_success':
      send({ type: 'subscribe', channel, filter, ...(cursor === null ? {} : { cursor }) });
      return;
    case 'auth_error':
      throw new StreamRefused(401, null);
    case 'subscription_result':
      if (content['success'] !== true) throw new StreamRefused(403, null);
      return;
    case 'hello':
    case 'reset':
    case 'gap':
    case 'heartbeat':
      onMessage({ name: type, content });
      return;
    default:
      if (type.endsWith('_event')) onMessage(toEvent(content));
  }
}

function toEvent({ cursor, event, ...rest }: Record<string, unknown>): StreamMessage {
  return { name: 'event', cursor: String(cursor), content: { ...rest, type: event } };
}

async function fetchToken(request: TransportRequest): Promise<string> {
  const response = await request.fetch(neighbour(request.url, 'auth/token'), {
    method: 'POST',
    headers: { ...request.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ permissions: ['dashboard:read'] }),
    cache: 'no-store',
    credentials: request.credentials,
    signal: request.signal,
  });
  const type = response.headers.get('content-type') ?? '';
  if (!response.ok || !type.startsWith('application/json')) {
    await response.body?.cancel();
    throw new StreamRefused(response.status, response.headers.get('retry-after'));
  }
  return streamTokenSchema.parse(await response.json()).token;
}

/** An address beside that of the events; in a browser they may be without a host. */
function neighbour(url: string, name: string): string {
  const page = (globalThis as { location?: { href: string } }).location?.href;
  return new URL(name, new URL(url, page)).href;
}
