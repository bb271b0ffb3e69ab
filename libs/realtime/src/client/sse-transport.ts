import { createParser, type EventSourceMessage } from 'eventsource-parser';
import {
  filteredUrl,
  StreamRefused,
  type StreamMessage,
  type TransportRequest,
} from './transport.ts';

/** A single event may be so long (characters); more is no stream of ours. */
const bufferCharactersMax = 4 * 1024 * 1024;

/** Server-Sent Events by `fetch`, so that headers can be sent. */
export async function sseTransport(request: TransportRequest): Promise<void> {
  const { cursor, signal, onMessage } = request;
  const response = await request.fetch(filteredUrl(request), {
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
  const parser = createParser({
    onEvent: (event) => {
      const message = toMessage(event);
      if (message) onMessage(message);
    },
    maxBufferSize: bufferCharactersMax,
  });
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

function toMessage({ event, id, data }: EventSourceMessage): StreamMessage | null {
  const content: unknown = JSON.parse(data);
  switch (event) {
    case 'hello':
    case 'reset':
    case 'gap':
    case 'heartbeat':
      return { name: event, content };
    case undefined:
    case 'message':
      return id === undefined ? null : { name: 'event', cursor: id, content };
    default:
      return null; // What a newer server may say.
  }
}
