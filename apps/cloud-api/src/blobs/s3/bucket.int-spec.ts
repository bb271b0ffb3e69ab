import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ListMultipartUploadsCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { checksSignatures, hasS3Server, S3Server } from '../../testing/s3-server.ts';
import { MediaStoreUnavailable } from '../blob.errors.ts';
import { Bucket } from './bucket.ts';
import type { LocalFile } from './multipart-upload.ts';
import type { S3Settings } from './s3-settings.ts';

const mebibyte = 1024 * 1024;

(hasS3Server && checksSignatures ? describe : describe.skip)('a bucket of a real service', () => {
  let server: S3Server;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-bucket-'));
    server = await S3Server.start();
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function newFile(bytes: number): LocalFile {
    const content = randomBytes(bytes);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const file = path.join(folder, sha256);
    writeFileSync(file, content);
    return { file, bytes, sha256, mediaType: 'video/mp4' };
  }

  async function hashOf(bucket: Bucket, key: string, bytes: number): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of bucket.read(key, 0, bytes - 1)) hash.update(chunk);
    return hash.digest('hex');
  }

  async function reasonOf(work: Promise<unknown>): Promise<string> {
    const failure = (await work.catch((error: unknown) => error)) as Error;
    expect(failure).toBeInstanceOf(MediaStoreUnavailable);
    return (failure.cause as Error).message;
  }

  it('says whose fault it is that it does nothing: key, secret, region, rights, or a bucket that is not there', async () => {
    const { credentials } = server.settings;
    if (!credentials) throw new Error('The service has a key.');
    const ask = (changes: Partial<S3Settings>) =>
      reasonOf(new Bucket({ ...server.settings, ...changes }).put('a/key', newFile(100)));
    const other = { ...credentials, secretAccessKey: 'another' };
    expect(await ask({ credentials: other })).toMatch(
      /^PUT a\/key in media at http:.*SignatureDoesNotMatch.*look at S3_ACCESS_KEY_ID/,
    );
    const unknown = { ...credentials, accessKeyId: 'nobody' };
    expect(await ask({ credentials: unknown })).toMatch(/InvalidAccessKeyId.*S3_ACCESS_KEY_ID/);
    expect(await ask({ region: 'eu-west-1' })).toMatch(/eu-west-1.*look at S3_REGION/);
    expect(await ask({ bucket: 'nowhere' })).toMatch(/NoSuchBucket.*look at S3_BUCKET/);
    expect(await ask(server.makeStranger())).toMatch(/AccessDenied.*may not do this/);
    expect(await new Bucket(server.settings).sizeOf('a/key')).toBeNull();
  });

  it('does not call objects absent whose bucket is', async () => {
    const nowhere = new Bucket({ ...server.settings, bucket: 'nowhere' });
    expect(await reasonOf(nowhere.sizeOf('a/key'))).toMatch(/There is no such bucket/);
  });

  it('goes by the clock of the service where its own is off by twenty minutes', async () => {
    const now = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => now() + 20 * 60_000);
    const bucket = new Bucket(server.settings);
    const local = newFile(1_000);
    await bucket.put('clock', local);
    expect(await hashOf(bucket, 'clock', local.bytes)).toBe(local.sha256);
  });

  it('refuses bytes that have changed since they were hashed', async () => {
    const bucket = new Bucket(server.settings);
    const local = newFile(1_000);
    writeFileSync(local.file, randomBytes(1_000));
    await reasonOf(bucket.put('changed', local));
    expect(await bucket.sizeOf('changed')).toBeNull();
  });

  it('goes on with a large file where it was cut off, and shows nothing of it before it is whole', async () => {
    const patience = { wholeBytesMax: 6 * mebibyte, partBytes: 5 * mebibyte, tries: 2 };
    const bucket = new Bucket(server.settings, patience);
    const local = newFile(18 * mebibyte);
    const sent: number[] = [];
    let killAt = 3;
    bucket.connection.client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const { PartNumber } = args.input as { PartNumber?: number };
          if (commandName === 'UploadPartCommand' && PartNumber !== undefined) {
            if (PartNumber === killAt) await server.kill();
            sent.push(PartNumber);
          }
          return next(args);
        },
      { step: 'build' },
    );
    expect(await reasonOf(bucket.put('large', local))).toMatch(/part 3 of large.*S3_ENDPOINT/);
    killAt = 0;
    await server.run();
    expect(await bucket.sizeOf('large')).toBeNull();
    sent.length = 0;
    await bucket.put('large', local);
    expect(sent).toEqual([3, 4]);
    expect(await hashOf(bucket, 'large', local.bytes)).toBe(local.sha256);
    const about = { Bucket: server.settings.bucket };
    const { Uploads } = await server.client.send(new ListMultipartUploadsCommand(about));
    expect(Uploads ?? []).toEqual([]);
  });

  it('ends uploads that nobody goes on with', async () => {
    const patience = { wholeBytesMax: 6 * mebibyte, partBytes: 5 * mebibyte, tries: 1 };
    const bucket = new Bucket(server.settings, patience);
    bucket.connection.client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          if (commandName === 'CompleteMultipartUploadCommand') throw new Error('cut');
          return next(args);
        },
      { step: 'build' },
    );
    await reasonOf(bucket.put('left/over', newFile(7 * mebibyte)));
    const uploads = async () => {
      const about = { Bucket: server.settings.bucket, Prefix: 'left/' };
      return (await server.client.send(new ListMultipartUploadsCommand(about))).Uploads ?? [];
    };
    await bucket.endUploads('left/', Date.now() - 3_600_000);
    expect(await uploads()).toHaveLength(1);
    await bucket.removeBelow('left/');
    expect(await uploads()).toEqual([]);
  });

  it('removes an object with every version of it, and none of another', async () => {
    const settings = await server.makeBucket('versions', { versions: true });
    const bucket = new Bucket(settings);
    for (const key of ['o/1', 'o/1', 'o/11', 'p/1']) await bucket.put(key, newFile(100));
    const left = async () => {
      const about = { Bucket: settings.bucket };
      const page = await server.client.send(new ListObjectVersionsCommand(about));
      return [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key }) => Key);
    };
    expect(await left()).toEqual(['o/1', 'o/1', 'o/11', 'p/1']);
    await bucket.remove('o/1');
    expect(await left()).toEqual(['o/11', 'p/1']);
    await bucket.removeBelow('o/');
    expect(await left()).toEqual(['p/1']);
  });
});
