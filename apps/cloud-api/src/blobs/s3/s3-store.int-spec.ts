import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MediaStoreUnavailable } from '../blob.errors.ts';
import type { S3Settings } from './s3-settings.ts';
import { S3Store } from './s3-store.ts';

const organisationId = '0190a1b2-0000-7000-8000-000000000001';
const video = Buffer.concat([Buffer.from('\0\0\0\x18ftypisom', 'latin1'), Buffer.alloc(70_000, 7)]);
const sha256 = createHash('sha256').update(video).digest('hex');

type Answer = (request: IncomingMessage, body: Buffer, response: ServerResponse) => void;

/** A service that fails as it is told to: faults which a real one does not have on demand. */
describe('a bucket that fails', () => {
  let folder: string;
  let server: Server;
  let store: S3Store;
  let settings: S3Settings;
  let asked: string[];
  let answers: Answer[];
  const status =
    (code: number, text = ''): Answer =>
    (_, __, response) =>
      response.writeHead(code).end(text);

  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-s3-'));
    [asked, answers] = [[], []];
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('error', () => undefined);
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        answer?.(request, Buffer.concat(chunks), response);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    settings = {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      bucket: 'media',
      prefix: '',
      pathStyle: true,
      credentials: { accessKeyId: 'key', secretAccessKey: 'a secret' },
    };
    store = new S3Store(settings, folder);
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    rmSync(folder, { recursive: true, force: true });
  });

  const put = () =>
    store.put(
      { organisationId, sha256, mediaType: 'video/mp4', bytes: null },
      Readable.from([video.subarray(0, 30_000), video.subarray(30_000)]),
    );

  it('is asked again, with the whole of the bytes, after failures that pass', async () => {
    const bodies: string[] = [];
    const keep: Answer = (request, body, response) => {
      bodies.push(createHash('sha256').update(body).digest('hex'));
      expect(request.headers['x-amz-content-sha256']).toBe(sha256);
      response.writeHead(bodies.length === 1 ? 503 : 200).end();
    };
    answers = [(request) => request.socket.destroy(), keep, keep];
    expect(await put()).toBe(video.length);
    expect(bodies).toEqual([sha256, sha256]);
  });

  it('has taken nothing when it says so to the end: the caller may try again, and no draft is left', async () => {
    answers = [status(500, '<Error><Code>InternalError</Code></Error>')];
    const failure = await put().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MediaStoreUnavailable);
    // Why is for the log, not for whoever asked.
    expect((failure as Error).message).not.toMatch(/media|127\.0\.0\.1|Internal/);
    expect(((failure as Error).cause as Error).message).toMatch(
      /^PUT \S+ in media at http:\S+: 500 InternalError .*asked again\.$/,
    );
    expect(asked).toHaveLength(4);
    expect(readdirSync(path.join(folder, 'objects/incoming'))).toEqual([]);
  });

  it('is not asked again when it refuses: another key does not come by waiting', async () => {
    answers = [status(403, 'SignatureDoesNotMatch')];
    await expect(put()).rejects.toThrow(MediaStoreUnavailable);
    expect(asked).toHaveLength(1);
  });

  it('has an object for certain, has it not for certain, or cannot be asked', async () => {
    answers = [status(404), status(200)];
    expect(await store.has(organisationId, sha256)).toBe(false);
    answers = [status(403)];
    await expect(store.has(organisationId, sha256)).rejects.toThrow(MediaStoreUnavailable);
  });

  it('breaks a reader off whose bytes are cut, or are the whole where a part was asked for', async () => {
    answers = [
      (_, __, response) => {
        response.writeHead(206, { 'content-length': '100' }).write(video.subarray(0, 40));
        setImmediate(() => response.destroy());
      },
    ];
    await expect(store.read(organisationId, sha256, 0, 99).toArray()).rejects.toThrow();
    answers = [(_, __, response) => response.writeHead(206).end(video.subarray(0, 40))];
    await expect(store.read(organisationId, sha256, 0, 99).toArray()).rejects.toThrow(
      MediaStoreUnavailable,
    );
    answers = [status(200, 'everything')];
    await expect(store.read(organisationId, sha256, 0, 99).toArray()).rejects.toThrow(
      MediaStoreUnavailable,
    );
  });

  it('is not believed to be empty when it answers with something else', async () => {
    answers = [status(200, '<html>Please log in</html>')];
    const list = store.listOld(organisationId, Date.now());
    await expect(list.next()).rejects.toThrow(MediaStoreUnavailable);
    // Nor is anything taken for removed.
    await expect(store.removeAll(organisationId)).rejects.toThrow(MediaStoreUnavailable);
  });

  it('is given up when it neither takes nor says anything, and says where', async () => {
    store = new S3Store(settings, folder, { silenceMs: 300, tries: 2 });
    answers = [() => undefined];
    const failure = (await put().catch((error: unknown) => error)) as Error;
    expect(failure).toBeInstanceOf(MediaStoreUnavailable);
    expect((failure.cause as Error).message).toMatch(/Nothing answers there: look at S3_ENDPOINT/);
    expect(asked).toHaveLength(2);
    expect(readdirSync(path.join(folder, 'objects/incoming'))).toEqual([]);
  });
});
