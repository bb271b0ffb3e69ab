import { Agent, request as openRequest } from 'node:http';

export interface RawRequest {
  readonly method: string;
  /** Path and query, sent as they are. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body?: Buffer | undefined;
  /** From another address each time, where requests are counted by address. */
  readonly isFromAnywhere?: boolean;
  /** After so long without an answer the call is broken off, and answered here with status 0. */
  readonly giveUpMs?: number;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** One exchange over HTTP/1.1, without the corrections that `fetch` makes. */
export function exchangeRaw(url: string, request: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const { method, target, headers, body, isFromAnywhere = false, giveUpMs } = request;
  const byte = () => 1 + Math.floor(Math.random() * 250);
  return new Promise((resolve, reject) => {
    const call = openRequest({
      ...{ hostname, port, method, path: target, headers: { ...headers } },
      ...(isFromAnywhere
        ? { localAddress: `127.${byte()}.${byte()}.${byte()}`, agent: false }
        : { agent }),
    });
    call.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('latin1'),
        }),
      );
    });
    if (giveUpMs !== undefined) {
      call.setTimeout(giveUpMs, () => {
        resolve({ status: 0, headers: {}, text: '' });
        call.destroy();
      });
    }
    call.on('error', reject);
    call.end(body);
  });
}
