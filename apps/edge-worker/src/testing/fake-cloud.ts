import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { enrolmentRequestSchema, recordSchema, type DeviceRecord } from '@eyrie/contracts';
import { ModelCloud } from './model-cloud.ts';
import type { TestSiteCa } from '@eyrie/identity/testing';

export interface FakeDevice {
  readonly deviceId: string;
  readonly siteId: string;
  readonly organisationId: string;
}

/** Records and bytes as the cloud keeps them, and enrolment; over plain HTTP on loopback. */
export class FakeCloud {
  readonly records = new ModelCloud();
  /** Bytes by hash, and how often each was sent in whole. */
  readonly blobs = new Map<string, { bytes: number; times: number }>();
  /** Hashes that are refused for good. */
  readonly refused = new Set<string>();
  /** Asked at each batch and upload; true fails it. */
  isDown: () => boolean = () => false;
  private server: Server | null = null;

  constructor(
    private readonly authority: TestSiteCa,
    private readonly device: FakeDevice,
  ) {}

  /** Takes a record in as the ingest does; throws for what is none. */
  ingest(json: unknown): void {
    this.records.take(recordSchema.parse(json));
  }

  all(): DeviceRecord[] {
    return this.records.all().map((record) => recordSchema.parse(record));
  }

  /** `PUT /blobs/{sha256}`, as the relay passes it on. */
  async putBlob(sha256: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of request) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
    if (this.isDown()) {
      answer(response, 503, { title: 'Away' });
      return;
    }
    if (this.refused.has(sha256) || hash.digest('hex') !== sha256) {
      answer(response, 422, { title: 'Damaged', detail: 'The bytes are not these.' });
      return;
    }
    const times = (this.blobs.get(sha256)?.times ?? 0) + 1;
    this.blobs.set(sha256, { bytes, times });
    // Now and then the answer is lost after the bytes are in.
    if (this.isDown()) response.destroy();
    else answer(response, 201, { sha256, bytes, stored: true });
  }

  async start(): Promise<string> {
    const server = createServer((request, response) => {
      this.enrol(request, response).catch(() => response.destroy());
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  private async enrol(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.url === '/edge/v1/enrolment/challenge') {
      answer(response, 200, { nonce: 'n'.repeat(64), expiresInSeconds: 300 });
      return;
    }
    if (request.url !== '/edge/v1/enrol') {
      answer(response, 404, {});
      return;
    }
    const body = enrolmentRequestSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    const certificate = await this.authority.sign(this.device.deviceId, body.certificateRequest);
    answer(response, 201, {
      ...this.device,
      role: 'worker',
      name: 'Test worker',
      nodeId: null,
      certificate,
      siteCa: this.authority.pem,
    });
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
