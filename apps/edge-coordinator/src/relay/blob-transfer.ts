import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { onBehalfOfHeader } from '@eyrie/contracts';
import type { CloudClient } from '../cloud/cloud-client.ts';
import { CloudAway } from '../cloud/cloud.errors.ts';
import { headersOf, type Fence } from '../cloud/fence.ts';

/** The cloud's word on a blob, to be handed on as it is. */
export interface BlobAnswer {
  readonly status: number;
  readonly contentType: string | null;
  readonly retryAfter: string | null;
  readonly body: Buffer;
}

export interface BlobTransfer {
  readonly cloud: Pick<CloudClient, 'stream' | 'token' | 'dropToken'>;
  readonly fence: Fence;
  readonly deviceId: string;
  readonly sha256: string;
  readonly request: IncomingMessage;
  readonly signal: AbortSignal;
  /** A transfer that stands still for so long is given up. */
  readonly stallMsMax: number;
}

const answerBytesMax = 64 * 1024;

/**
 * Carries one HEAD or PUT to the cloud. The bytes flow through as fast as the slower side takes
 * them; no more than the streams' own buffers is ever held.
 * @throws CloudAway, CloudRefused (no token for this coordinator)
 */
export async function transferBlob(transfer: BlobTransfer): Promise<BlobAnswer> {
  const { cloud, fence, deviceId, sha256, request } = transfer;
  const token = await cloud.token();
  const upload = request.method === 'PUT';
  // A stream of its own: the HTTP client destroys its body when the cloud answers before the end,
  // and that must not take the worker's connection with it, which still waits for that answer.
  const body = upload ? new PassThrough() : null;
  const watch = new StallWatch(request, transfer.stallMsMax, transfer.signal);
  if (body) {
    request.pipe(body);
    body.on('error', () => undefined);
    request.once('close', () => {
      if (!request.complete) body.destroy(new Error('the worker went away'));
    });
  }
  try {
    const response = await cloud.stream(
      {
        method: upload ? 'PUT' : 'HEAD',
        path: `/edge/v1/blobs/${sha256}`,
        headers: {
          ...headersOf(fence),
          [onBehalfOfHeader]: deviceId,
          ...(upload
            ? {
                'content-type': request.headers['content-type'] ?? '',
                'content-length': request.headers['content-length'] ?? '',
              }
            : {}),
        },
        body,
        // The watch decides: the client's own limits count a slow but steady upload as silence.
        headersTimeout: 0,
        bodyTimeout: 0,
        signal: watch.signal,
      },
      token,
    );
    if (response.statusCode === 401) cloud.dropToken(token);
    return {
      status: response.statusCode,
      contentType: text(response.headers['content-type']),
      retryAfter: text(response.headers['retry-after']),
      body: await readAnswer(response.body),
    };
  } finally {
    watch.end();
    request.unpipe();
    body?.destroy();
  }
}

/** Fires when no byte came from the worker for too long, which is also the time to answer in. */
class StallWatch {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly signal: AbortSignal;

  constructor(request: IncomingMessage, stallMsMax: number, signal: AbortSignal) {
    this.signal = AbortSignal.any([signal, this.#controller.signal]);
    const { socket } = request;
    let seenBytes = socket.bytesRead;
    this.#timer = setInterval(() => {
      if (socket.bytesRead === seenBytes)
        this.#controller.abort(new CloudAway('a transfer stalled'));
      seenBytes = socket.bytesRead;
    }, stallMsMax);
  }

  end(): void {
    clearInterval(this.#timer);
  }
}

async function readAnswer(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > answerBytesMax) throw new CloudAway('its answer is too long');
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof CloudAway ? error : new CloudAway('its answer broke off', null, error);
  }
  return Buffer.concat(chunks);
}

function text(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header[0] : header) ?? null;
}
