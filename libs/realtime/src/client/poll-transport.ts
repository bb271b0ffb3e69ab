import { streamPageSchema } from '@eyrie/contracts';
import { filteredUrl, StreamRefused, type TransportRequest } from './transport.ts';

/** How long the server may keep a question, in seconds: below what proxies cut. */
const waitSeconds = 25;

/** The same stream as ordinary answers, which every proxy lets pass. */
export async function pollTransport(request: TransportRequest): Promise<void> {
  let cursor = request.cursor;
  for (let isFirst = true; ; isFirst = false) {
    // The first answer comes at once: it says that the way is open.
    const wait = String(isFirst ? 0 : waitSeconds);
    const url = filteredUrl(request, cursor === null ? { wait } : { wait, after: cursor });
    const response = await request.fetch(url, {
      headers: { accept: 'application/json', ...request.headers },
      cache: 'no-store',
      credentials: request.credentials,
      signal: request.signal,
    });
    const type = response.headers.get('content-type') ?? '';
    if (!response.ok || !type.startsWith('application/json')) {
      await response.body?.cancel();
      throw new StreamRefused(response.status, response.headers.get('retry-after'));
    }
    const page = streamPageSchema.parse(await response.json());
    request.onBytes();
    const { reset, epoch, head, oldest, recovered } = page;
    if (reset) request.onMessage({ name: 'reset', content: reset });
    if (isFirst || reset) {
      const heartbeatMs = waitSeconds * 1000;
      const content = { epoch, head, oldest, recovered, heartbeatMs };
      request.onMessage({ name: 'hello', content });
    }
    request.onMessage({ name: 'page', content: page });
    cursor = page.cursor;
  }
}
