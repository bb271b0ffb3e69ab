import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { idFromUuid } from '@eyrie/contracts';
import type { IssuedIdentity } from '@eyrie/identity/testing';
import { FakeCloud } from '../testing/fake-cloud.ts';
import { startLeading, type LeadingCoordinator } from '../testing/leading-coordinator.ts';
import { eventually, manifestOf, newDeviceId, organisationOf } from '../testing/site-fixture.ts';
import type { FoundedManifest } from '../site-state/manifest.ts';

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('the relay', () => {
  let worker: string;
  let directory: string;
  let cloud: FakeCloud;
  let identity: IssuedIdentity;
  let leading: LeadingCoordinator;

  interface Answer {
    readonly status: number;
    readonly body: Record<string, unknown>;
  }

  const send = (
    method: 'PUT' | 'HEAD' | 'GET',
    path: string,
    body: Readable | Buffer | null = null,
    headers: Record<string, string | number> = {},
    tls: RequestOptions = identity,
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const request = httpsRequest(
        {
          host: '127.0.0.1',
          port: leading.duties.ports.relay,
          method,
          path,
          headers,
          ...tls,
          checkServerIdentity: () => undefined,
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            resolve({ status: response.statusCode ?? 0, body: text ? JSON.parse(text) : {} });
          });
        },
      );
      request.on('error', reject);
      if (body instanceof Readable) body.pipe(request);
      else request.end(body);
    });

  const jpeg = (bytes: Buffer) => ({
    'content-type': 'image/jpeg',
    'content-length': bytes.length,
  });

  beforeEach(async () => {
    const siteId = idFromUuid('site', randomUUID());
    const coordinator = newDeviceId();
    worker = newDeviceId();
    directory = await mkdtemp(join(tmpdir(), 'eyrie-relay-'));
    cloud = await FakeCloud.start(siteId, organisationOf(siteId));
    const manifest = manifestOf({ siteId, coordinators: [coordinator], workers: [worker] });
    cloud.manifest = manifest;
    identity = await cloud.identities.ca.issue(worker);
    leading = await startLeading(cloud, manifest as FoundedManifest, { directory });
  });

  afterEach(async () => {
    await leading.end();
    await cloud.close().catch(() => undefined);
    await rm(directory, { recursive: true });
  });

  it('hands bytes on to the cloud, in the name of the device, and its word back', async () => {
    const bytes = randomBytes(100_000);
    const path = `/blobs/${sha256Of(bytes)}`;
    expect((await send('HEAD', path)).status).toBe(404);
    const { status, body } = await send('PUT', path, bytes, jpeg(bytes));
    expect(status).toBe(201);
    expect(body).toEqual({ sha256: sha256Of(bytes), bytes: 100_000, stored: true });
    expect((await send('HEAD', path)).status).toBe(200);
    expect(cloud.onBehalfOf).toEqual(new Set([worker]));
  });

  it('passes the cloud\u2019s refusal of damaged bytes through, as a problem', async () => {
    const bytes = randomBytes(1_000);
    const { status, body } = await send('PUT', `/blobs/${'0'.repeat(64)}`, bytes, jpeg(bytes));
    expect(status).toBe(422);
    expect(body).toMatchObject({ status: 422, code: 'blob.damaged' });
  });

  it('refuses by the headers alone what the cloud would not take', async () => {
    const bytes = randomBytes(10);
    const path = `/blobs/${sha256Of(bytes)}`;
    const refused = async (headers: Record<string, string | number>) =>
      (await send('PUT', path, null, headers)).body.code;
    expect(await refused({ 'content-type': 'text/html', 'content-length': 0 })).toBe(
      'relay.media_type',
    );
    expect(await refused({ 'content-type': 'image/jpeg', 'content-length': 0 })).toBe(
      'relay.length',
    );
    expect((await send('PUT', '/blobs/../../etc', bytes, jpeg(bytes))).status).toBe(404);
    expect((await send('GET', path)).status).toBe(405);
    const giant = { 'content-type': 'image/jpeg', 'content-length': 33 * 1024 * 1024 };
    const answer = await send('PUT', path, Readable.from([Buffer.alloc(1024)]), giant).catch(
      () => null,
    );
    expect(answer?.status ?? 413).toBe(413);
    expect(cloud.blobs.size).toBe(0);
  });

  it('serves the devices of the site only', async () => {
    const stranger = await cloud.identities.ca.issue(newDeviceId());
    const answer = await send('HEAD', `/blobs/${'0'.repeat(64)}`, null, {}, stranger);
    expect(answer.status).toBe(403);
    const anonymous = send('HEAD', `/blobs/${'0'.repeat(64)}`, null, {}, { ca: identity.ca });
    await expect(anonymous).rejects.toThrow();
  });

  it('says that the cloud is away, and that it is worth trying again', async () => {
    await cloud.close();
    const bytes = randomBytes(200_000);
    const answer = await send('PUT', `/blobs/${sha256Of(bytes)}`, bytes, jpeg(bytes));
    expect(answer).toMatchObject({ status: 503, body: { code: 'cloud.away' } });
  });

  it('asks to try again where its own token was refused', async () => {
    const bytes = randomBytes(1_000);
    const path = `/blobs/${sha256Of(bytes)}`;
    await send('PUT', path, bytes, jpeg(bytes));
    cloud.identities.revokeTokens();
    expect((await send('PUT', path, bytes, jpeg(bytes))).status).toBe(503);
    expect((await send('PUT', path, bytes, jpeg(bytes))).status).toBe(201);
  });

  it('reads an upload no faster than a slow cloud does', async () => {
    const chunk = Buffer.alloc(256 * 1024, 7);
    const chunks = 320;
    const hash = createHash('sha256');
    for (let index = 0; index < chunks; index += 1) hash.update(chunk);
    cloud.blobBytesPer10Ms = 1024 * 1024;
    let sentBytes = 0;
    let underWayMost = 0;
    const body = new Readable({
      read() {
        underWayMost = Math.max(underWayMost, sentBytes - cloud.blobBytesRead);
        this.push(sentBytes < chunk.length * chunks ? chunk : null);
        sentBytes += chunk.length;
      },
    });
    const length = chunk.length * chunks;
    const { status, body: word } = await send('PUT', `/blobs/${hash.digest('hex')}`, body, {
      'content-type': 'video/mp4',
      'content-length': length,
    });
    expect(status).toBe(201);
    expect(word.bytes).toBe(length);
    // 80 MB in all; what the kernel holds for four sockets is the most of what is under way.
    expect(underWayMost).toBeLessThan(32 * 1024 * 1024);
  });

  it('lets the cloud see an upload that broke off as broken off', async () => {
    const bytes = randomBytes(500_000);
    const path = `/blobs/${sha256Of(bytes)}`;
    const body = new Readable({ read: () => undefined });
    const sending = send('PUT', path, body, jpeg(bytes)).catch(() => 'broken');
    body.push(bytes.subarray(0, 250_000));
    await eventually('the first half', () => cloud.blobBytesRead === 250_000);
    await leading.duties.stop();
    expect(await sending).toBe('broken');
    expect(cloud.blobs.size).toBe(0);
  });
});
