import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import { problemSchema, type Problem } from '@eyrie/contracts';
import type { TlsIdentity } from '@eyrie/identity';
import { DomainError, listen } from '@eyrie/platform';
import type { CloudClient } from '../cloud/cloud-client.ts';
import { CloudAway } from '../cloud/cloud.errors.ts';
import type { Fence } from '../cloud/fence.ts';
import type { RareLog } from '../metrics/rare-log.ts';
import { transferBlob, type BlobAnswer } from './blob-transfer.ts';
import { blobOf, whyNotUpload, type RelayRefusal } from './upload-rules.ts';
import { UploadSlots } from './upload-slots.ts';

export interface RelayOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly tls: TlsIdentity;
  /** Whether the device is one of the site, with the certificate of that serial number. */
  readonly isMember: (deviceId: string, serial: string) => boolean;
  readonly cloud: Pick<CloudClient, 'stream' | 'token' | 'dropToken'>;
  readonly fence: () => Fence;
  readonly onFenced: () => void;
  readonly rareLog: RareLog;
  /** Default 60 s. */
  readonly stallMsMax?: number;
}

const uploadsMax = 8;
const uploadsPerDeviceMax = 3;

/** Gives workers without internet the cloud's blob store, under the certificates of the site. */
export class RelayServer {
  readonly #options: RelayOptions;
  readonly #server: Server;
  readonly #slots = new UploadSlots(uploadsMax, uploadsPerDeviceMax);
  readonly #stop = new AbortController();

  private constructor(options: RelayOptions) {
    this.#options = options;
    this.#server = createServer(
      {
        ...options.tls,
        requestCert: true,
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
        handshakeTimeout: 5_000,
        headersTimeout: 10_000,
        // A video over a thin line takes as long as it takes; what stands still is given up.
        requestTimeout: 0,
        maxHeaderSize: 8 * 1024,
      },
      (request, response) => void this.#answer(request, response),
    );
    this.#server.maxConnections = 256;
    this.#server.on('tlsClientError', (_error, socket) => {
      const address = socket.remoteAddress ?? 'gone';
      options.rareLog.warn('relay_rejected', address, { address });
    });
  }

  static async start(options: RelayOptions): Promise<RelayServer> {
    const relay = new RelayServer(options);
    await listen(relay.#server, { host: options.host, port: options.port, purpose: 'the relay' });
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Who connects from now on is shown this certificate; connections that stand go on. */
  useCertificate(tls: TlsIdentity): void {
    this.#server.setSecureContext({ ...tls, minVersion: 'TLSv1.2' });
  }

  /** Ends the connections of all; they may come again. */
  disconnectAll(): void {
    this.#server.closeAllConnections();
  }

  get uploads(): number {
    return this.#slots.taken;
  }

  /** Ends every connection at once; resolves when the port is free again. */
  close(): Promise<void> {
    this.#stop.abort(new CloudAway('this coordinator leads no longer'));
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    const { socket } = request;
    const peer = socket instanceof TLSSocket ? socket.getPeerCertificate() : null;
    const name = peer?.subject.CN;
    const deviceId = typeof name === 'string' ? name : '';
    const isMember = this.#options.isMember(deviceId, peer?.serialNumber ?? '');
    const sha256 = blobOf(request.url);
    const refusal = this.#whyNot(request, { deviceId, isMember }, sha256);
    if (refusal) refuse(request, response, refusal);
    else if (sha256 !== null) await this.#relay(request, response, deviceId, sha256);
  }

  #whyNot(
    request: IncomingMessage,
    { deviceId, isMember }: { deviceId: string; isMember: boolean },
    sha256: string | null,
  ): RelayRefusal | null {
    if (!isMember) {
      this.#options.rareLog.warn('relay_stranger', deviceId, { commonName: deviceId });
      return { status: 403, code: 'relay.forbidden', detail: 'The device is not one of the site.' };
    }
    if (sha256 === null) {
      return { status: 404, code: 'relay.not_found', detail: 'The relay has /blobs/{sha256}.' };
    }
    if (request.method === 'HEAD') return null;
    if (request.method !== 'PUT') {
      return { status: 405, code: 'relay.method', detail: 'Blobs take PUT and HEAD.' };
    }
    return whyNotUpload({
      contentType: request.headers['content-type'],
      contentLength: request.headers['content-length'],
    });
  }

  async #relay(
    request: IncomingMessage,
    response: ServerResponse,
    deviceId: string,
    sha256: string,
  ): Promise<void> {
    if (!this.#slots.take(deviceId)) {
      refuse(request, response, {
        status: 503,
        code: 'relay.busy',
        detail: 'Too many uploads run at the same time.',
      });
      return;
    }
    try {
      const { cloud, fence, stallMsMax = 60_000 } = this.#options;
      const signal = this.#stop.signal;
      const answer = await transferBlob({
        cloud,
        fence: fence(),
        deviceId,
        sha256,
        request,
        signal,
        stallMsMax,
      });
      this.#handOn(request, response, answer);
    } catch (error) {
      this.#options.rareLog.warn('relay_failed', deviceId, {
        deviceId,
        reason: error instanceof Error ? error.message : String(error),
      });
      refuse(request, response, {
        status: error instanceof CloudAway ? 503 : 502,
        code: error instanceof DomainError ? error.code : 'cloud.away',
        detail: 'The cloud does not take bytes at the moment.',
      });
    } finally {
      this.#slots.release(deviceId);
    }
  }

  /** The cloud's words for the worker as they are; those that are for this coordinator become 503. */
  #handOn(request: IncomingMessage, response: ServerResponse, answer: BlobAnswer): void {
    const fenced = answer.status === 409 && codeOf(answer.body) === 'site.fenced';
    if (fenced) this.#options.onFenced();
    if (fenced || answer.status === 401) {
      const detail = 'This coordinator may not speak for the site at the moment.';
      refuse(request, response, { status: 503, code: 'relay.not_leading', detail });
      return;
    }
    closeUnlessRead(request, response);
    response.writeHead(answer.status, {
      ...(answer.contentType === null ? {} : { 'content-type': answer.contentType }),
      ...(answer.retryAfter === null ? {} : { 'retry-after': answer.retryAfter }),
      ...(request.method === 'HEAD' ? {} : { 'content-length': answer.body.length }),
    });
    response.end(answer.body);
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, refusal: RelayRefusal): void {
  if (response.headersSent || response.destroyed) return;
  const problem: Problem = {
    type: `urn:eyrie:problem:${refusal.code}`,
    title: refusal.detail,
    status: refusal.status,
    code: refusal.code,
    request_id: randomUUID(),
  };
  closeUnlessRead(request, response);
  const body = Buffer.from(JSON.stringify(problem));
  response.writeHead(refusal.status, {
    'content-type': 'application/problem+json',
    'content-length': body.length,
    ...(refusal.status === 503 ? { 'retry-after': '1' } : {}),
  });
  response.end(body);
}

/** An answer before the end of the body: what is still on its way is read away for a short time. */
function closeUnlessRead(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete || request.method === 'HEAD') return;
  response.setHeader('connection', 'close');
  request.resume();
  // The answer's and taken now: a request loses it where its reader gave up before the end.
  const { socket } = response;
  response.once('finish', () => {
    setTimeout(() => socket?.destroy(), 2_000).unref();
  });
}

function codeOf(body: Buffer): string | undefined {
  try {
    return problemSchema.partial().safeParse(JSON.parse(body.toString('utf8'))).data?.code;
  } catch {
    return undefined;
  }
}
