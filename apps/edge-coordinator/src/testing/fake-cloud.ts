import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  fenceHeaders,
  foundingClaimSchema,
  onBehalfOfHeader,
  recordBatchSchema,
  recordSchema,
  siteReportSchema,
  type RecordBatchResult,
  type SequenceRanges,
  type SiteManifest,
  type SiteReport,
} from '@eyrie/contracts';
import { TestEnrolmentCloud, type TestAnswer } from '@eyrie/identity/testing';
import { unionOf } from '../uplink/sequence-ranges.ts';

/** What is to go wrong with the next batches. */
export type RecordFault = 'die-after-commit' | 'unavailable' | 'unauthorised';

/**
 * A cloud in memory, behind real HTTP, that checks what the real one checks: tokens, fences, every
 * record, every hash. Tests put faults into it and look at what it holds.
 */
export class FakeCloud {
  readonly identities: TestEnrolmentCloud;
  /** Names of the records it has, `device bootEpoch sequence`, with how often each was sent. */
  readonly records = new Map<string, number>();
  readonly blobs = new Map<string, number>();
  readonly onBehalfOf = new Set<string>();
  readonly reports: SiteReport[] = [];
  manifest: SiteManifest | null = null;
  /** By device, the card that founds. */
  readonly foundingCards = new Map<string, string>();
  recordFaults: RecordFault[] = [];
  recordDelayMs = 0;
  /** Bytes of an upload that it reads per 10 ms; 0 reads at once. */
  blobBytesPer10Ms = 0;
  /** Bytes of uploads that it has read so far. */
  blobBytesRead = 0;
  batches = 0;
  #seen = { siteEpoch: 0, term: 0 };
  readonly #have = new Map<string, SequenceRanges>();
  readonly #server: Server;
  #port = 0;

  private constructor(identities: TestEnrolmentCloud) {
    this.identities = identities;
    this.#server = createServer((request, response) => {
      this.#route(request, response).catch(() => response.destroy());
    });
  }

  static async start(siteId: string, organisationId: string): Promise<FakeCloud> {
    const cloud = new FakeCloud(await TestEnrolmentCloud.create(siteId, organisationId));
    await cloud.listen();
    return cloud;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, where it listened before. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Gone from the network, with all it holds; `listen` brings it back. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  /** As if another leader had spoken in this term. */
  fenceAt(term: number): void {
    this.#seen = { siteEpoch: this.manifest?.siteEpoch ?? 1, term };
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (path.startsWith('/edge/v1/blobs/')) {
      await this.#blob(request, response, path.slice('/edge/v1/blobs/'.length));
      return;
    }
    const body = await readJson(request);
    let answer: TestAnswer | null;
    if (path === '/edge/v1/enrol') answer = await this.identities.enrol(body);
    else if (path === '/edge/v1/enrolment/challenge') answer = this.identities.challenge();
    else if (path === '/edge/v1/token') answer = await this.identities.token(body, this.url);
    else if (this.identities.bearer(request.headers.authorization) === null) {
      answer = problem(401, 'unauthenticated');
    } else if (path === '/edge/v1/site') answer = this.#site(request);
    else if (path === '/edge/v1/site/founding') answer = this.#founding(request, body);
    else if (path === '/edge/v1/records') answer = await this.#records(request, body);
    else if (path === '/edge/v1/site/report') answer = this.#report(request, body);
    else answer = problem(404, 'not_found');
    if (answer === null) response.destroy();
    else send(response, answer);
  }

  #site(request: IncomingMessage): TestAnswer {
    if (!this.manifest) return problem(503, 'unavailable');
    const etag = `"${this.manifest.version}"`;
    if (request.headers['if-none-match'] === etag) return { status: 304, body: null };
    return { status: 200, headers: { etag }, body: this.manifest };
  }

  /** Every founding voter founds with the first card that asks. */
  #founding(request: IncomingMessage, body: unknown): TestAnswer {
    const claim = foundingClaimSchema.safeParse(body);
    if (!claim.success) return problem(422, 'request.invalid');
    const { siteEpoch, card } = claim.data;
    if (siteEpoch !== this.manifest?.siteEpoch) return problem(409, 'site.epoch_differs');
    const deviceId = this.identities.bearer(request.headers.authorization) ?? '';
    const known = this.foundingCards.get(deviceId);
    if (known === undefined) this.foundingCards.set(deviceId, card);
    return { status: 200, body: { may: (known ?? card) === card ? 'found' : 'join' } };
  }

  async #records(request: IncomingMessage, body: unknown): Promise<TestAnswer | null> {
    this.batches += 1;
    if (this.recordDelayMs > 0) {
      await new Promise((resolve) => setTimeout(resolve, this.recordDelayMs));
    }
    const fault = this.recordFaults.shift();
    if (fault === 'unavailable') return problem(503, 'unavailable');
    if (fault === 'unauthorised') return problem(401, 'unauthenticated');
    const fenced = this.#fence(request);
    if (fenced) return fenced;
    const batch = recordBatchSchema.safeParse(body);
    if (!batch.success) return problem(422, 'request.invalid');
    const result = this.#commit(batch.data.records);
    return fault === 'die-after-commit' ? null : { status: 200, body: result };
  }

  #commit(sent: { deviceId: string; record: Record<string, unknown> }[]): RecordBatchResult {
    const asked = new Map<string, { deviceId: string; bootEpoch: string }>();
    const refused: RecordBatchResult['refused'] = [];
    for (const { deviceId, record } of sent) {
      const bootEpoch = String(record.bootEpoch);
      const sequence = Number(record.sequence);
      if (!recordSchema.safeParse(record).success) {
        const code = 'record.invalid';
        refused.push({ deviceId, bootEpoch, sequence, code, reason: 'It does not fit.' });
      }
      const name = `${deviceId} ${bootEpoch} ${sequence}`;
      this.records.set(name, (this.records.get(name) ?? 0) + 1);
      const key = `${deviceId} ${bootEpoch}`;
      asked.set(key, { deviceId, bootEpoch });
      this.#have.set(key, unionOf(this.#have.get(key) ?? [], [[sequence, sequence]]));
    }
    const receipts = [...asked].map(([key, of]) => ({ ...of, have: this.#have.get(key) ?? [] }));
    return { receipts, refused };
  }

  #report(request: IncomingMessage, body: unknown): TestAnswer {
    const fenced = this.#fence(request);
    if (fenced) return fenced;
    const report = siteReportSchema.safeParse(body);
    if (!report.success) return problem(422, 'request.invalid');
    this.reports.push(report.data);
    return { status: 204, body: null };
  }

  async #blob(request: IncomingMessage, response: ServerResponse, sha256: string): Promise<void> {
    const onBehalfOf = request.headers[onBehalfOfHeader];
    const refusal =
      this.identities.bearer(request.headers.authorization) === null
        ? problem(401, 'unauthenticated')
        : typeof onBehalfOf !== 'string'
          ? problem(400, 'blob.device')
          : this.#fence(request);
    if (refusal) {
      send(response, refusal);
      return;
    }
    this.onBehalfOf.add(String(onBehalfOf));
    if (request.method === 'HEAD') {
      response.writeHead(this.blobs.has(sha256) ? 200 : 404).end();
      return;
    }
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
      this.blobBytesRead += chunk.length;
      if (this.blobBytesPer10Ms > 0) {
        const pauseMs = (chunk.length / this.blobBytesPer10Ms) * 10;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
    if (hash.digest('hex') !== sha256) {
      send(response, problem(422, 'blob.damaged'));
      return;
    }
    this.blobs.set(sha256, bytes);
    send(response, { status: 201, body: { sha256, bytes, stored: true } });
  }

  #fence(request: IncomingMessage): TestAnswer | null {
    const siteEpoch = Number(request.headers[fenceHeaders.siteEpoch]);
    const term = Number(request.headers[fenceHeaders.term]);
    if (!Number.isInteger(siteEpoch) || !Number.isInteger(term))
      return problem(400, 'fence.missing');
    const { siteEpoch: epochSeen, term: termSeen } = this.#seen;
    if (siteEpoch < epochSeen || (siteEpoch === epochSeen && term < termSeen)) {
      return problem(409, 'site.fenced');
    }
    this.#seen = { siteEpoch, term };
    return null;
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, { status, headers = {}, body }: TestAnswer): void {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, { ...headers, ...(body === null ? {} : { 'content-type': type }) });
  response.end(body === null ? undefined : JSON.stringify(body));
}

function problem(status: number, code: string): TestAnswer {
  return {
    status,
    body: { type: `urn:test:${code}`, title: code, status, code, request_id: randomUUID() },
  };
}
