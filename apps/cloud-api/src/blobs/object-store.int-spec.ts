import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { BlobDamaged, BlobMismatch, BlobTooLarge } from './blob.errors.ts';
import type { MediaType } from './media-type.ts';
import { FolderStore } from './folder-store.ts';
import type { ObjectStore } from './object-store.ts';
import { S3Store } from './s3/s3-store.ts';
import { hasS3Server, S3Server } from '../testing/s3-server.ts';

let folder: string;
let store: ObjectStore;
let picture: Buffer;
let server: S3Server | null = null;
const organisationId = '0190a1b2-0000-7000-8000-000000000001';
const nobodyId = '0190a1b2-0000-7000-8000-000000000002';

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'eyrie-objects-'));
  if (hasS3Server) server = await S3Server.start();
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  picture = await sharp({
    create: { width: 640, height: 480, channels: 3, background: '#000', noise },
  })
    .jpeg()
    .toBuffer();
});
afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

function openBucket(): ObjectStore {
  if (!server) throw new Error('There is no S3 service.');
  return new S3Store(server.settings, folder);
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function pieces(bytes: Buffer, size = 10_000): Readable {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return Readable.from(chunks);
}

function put(bytes: Buffer, mediaType: MediaType = 'image/jpeg', options = {}) {
  const object = { organisationId, sha256: sha256(bytes), mediaType, bytes: null, ...options };
  return store.put(object, pieces(bytes));
}

async function expectRefused(work: Promise<unknown>, error: new (...args: never[]) => Error) {
  await expect(work).rejects.toThrow(error);
  expect(await readdir(path.join(folder, 'objects', 'incoming'))).toEqual([]);
}

function mp4(bytes: number): Buffer {
  const file = Buffer.alloc(bytes, 1);
  file.writeUInt32BE(24, 0);
  file.write('ftypisom', 4, 'latin1');
  return file;
}

describe('ObjectStore in a folder', () => {
  keepsObjects(() => new FolderStore(folder));
});

(hasS3Server ? describe : describe.skip)('ObjectStore in a bucket', () => {
  keepsObjects(openBucket);
});

/** What both have in common, which is all that the rest of the cloud knows. */
function keepsObjects(open: () => ObjectStore): void {
  beforeAll(() => {
    store = open();
  });

  it('keeps a picture under its hash and reads parts of it', async () => {
    expect(await put(picture)).toBe(picture.length);
    expect(await store.has(organisationId, sha256(picture))).toBe(true);
    const part = await store.read(organisationId, sha256(picture), 10, 19).toArray();
    expect(Buffer.concat(part as Buffer[])).toEqual(picture.subarray(10, 20));
    expect(await store.has(nobodyId, sha256(picture))).toBe(false);
    const all = store.read(organisationId, sha256(picture), 0, picture.length - 1);
    expect(sha256(Buffer.concat((await all.toArray()) as Buffer[]))).toBe(sha256(picture));
  });

  it('takes the same bytes again', async () => {
    await put(picture);
    expect(await put(picture)).toBe(picture.length);
  });

  it('refuses bytes with another hash or another length', async () => {
    await expectRefused(put(picture, 'image/jpeg', { sha256: 'a'.repeat(64) }), BlobMismatch);
    await expectRefused(put(picture, 'image/jpeg', { bytes: 5 }), BlobMismatch);
    await expectRefused(put(Buffer.alloc(0)), BlobMismatch);
  });

  it('refuses what is larger than its type may be, as soon as it is', async () => {
    let sent = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          sent += 1024 * 1024;
          yield Buffer.alloc(1024 * 1024, 0xff);
        }
      })(),
    );
    const object = {
      organisationId,
      sha256: 'a'.repeat(64),
      mediaType: 'image/jpeg',
      bytes: null,
    } as const;
    await expectRefused(store.put(object, endless), BlobTooLarge);
    expect(sent).toBeLessThan(40 * 1024 * 1024);
  });

  it('refuses pictures that are cut off, damaged, or none', async () => {
    for (const keep of [100, 5_000, picture.length - 2_000]) {
      await expectRefused(put(picture.subarray(0, keep)), BlobDamaged);
    }
    const damaged = Buffer.from(picture);
    const middle = Math.floor(picture.length / 2);
    damaged.fill(0xff, middle, middle + 64);
    damaged[middle + 64] = 0xd9; // An end of the picture where it does not end.
    await expectRefused(put(damaged), BlobDamaged);
    const onlyMagic = Buffer.concat([
      Buffer.from([0xff, 0xd8, 0xff]),
      Buffer.from('<svg onload=alert(1)>'),
    ]);
    await expectRefused(put(onlyMagic), BlobDamaged);
  });

  it('asks no decoder about another kind of file', async () => {
    const png = await sharp({
      create: { width: 14_000, height: 14_000, channels: 3, background: '#fff' },
    })
      .png()
      .toBuffer();
    await expectRefused(put(png), BlobDamaged);
    await expectRefused(put(mp4(100), 'image/jpeg'), BlobDamaged);
    await expectRefused(put(picture, 'video/mp4'), BlobDamaged);
  });

  it('refuses a flood of pixels without decoding it', async () => {
    const flood = await sharp({
      create: { width: 14_000, height: 14_000, channels: 3, background: '#fff' },
    })
      .jpeg({ quality: 1 })
      .toBuffer();
    await expectRefused(put(flood), BlobDamaged);
  });

  it('takes a video that begins as one', async () => {
    expect(await put(mp4(50_000), 'video/mp4')).toBe(50_000);
  });

  it('leaves nothing behind when the source breaks', async () => {
    const broken = Readable.from(
      (function* () {
        yield picture.subarray(0, 1000);
        throw new Error('cut');
      })(),
    );
    const object = {
      organisationId,
      sha256: sha256(picture),
      mediaType: 'image/jpeg',
      bytes: null,
    } as const;
    await expect(store.put(object, broken)).rejects.toThrow('cut');
    expect(await readdir(path.join(folder, 'objects', 'incoming'))).toEqual([]);
  });

  it('lists what is older than an instant, and removes one, and all of one organisation', async () => {
    const video = mp4(20_000);
    for (const owner of [organisationId, nobodyId]) {
      await put(video, 'video/mp4', { organisationId: owner });
    }
    const listed = async (owner: string, before: number) => {
      const found: string[] = [];
      for await (const hashes of store.listOld(owner, before)) found.push(...hashes);
      return found;
    };
    const later = Date.now() + 60_000;
    expect(await listed(organisationId, later)).toContain(sha256(video));
    expect(await listed(nobodyId, later)).toEqual([sha256(video)]);
    expect(await listed(nobodyId, Date.now() - 3_600_000)).toEqual([]);
    await store.remove(organisationId, sha256(video));
    await store.remove(organisationId, sha256(video));
    expect(await store.has(organisationId, sha256(video))).toBe(false);
    expect(await store.has(nobodyId, sha256(video))).toBe(true);
    await store.removeAll(nobodyId);
    expect(await listed(nobodyId, later)).toEqual([]);
    expect((await listed(organisationId, later)).length).toBeGreaterThan(0);
  });

  it('breaks off, and does not end early, where an object is gone', async () => {
    const gone = store.read(organisationId, 'b'.repeat(64), 0, 9);
    await expect(gone.toArray()).rejects.toThrow();
  });

  it('sweeps what a crash left, and leaves alone what still comes in', async () => {
    const incoming = path.join(folder, 'objects', 'incoming');
    await writeFile(path.join(incoming, 'old'), 'x');
    await writeFile(path.join(incoming, 'new'), 'x');
    const hourAgo = new Date(Date.now() - 3_600_000);
    await utimes(path.join(incoming, 'old'), hourAgo, hourAgo);
    expect(await store.sweep()).toBe(1);
    expect(await readdir(incoming)).toEqual(['new']);
    await rm(path.join(incoming, 'new'));
  });
}
