import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { BlobDamaged, BlobMismatch, BlobTooLarge } from './blob.errors.ts';
import type { MediaType } from './media-type.ts';
import { ObjectStore } from './object-store.ts';

let folder: string;
let store: ObjectStore;
let picture: Buffer;
const organisationId = '0190a1b2-0000-7000-8000-000000000001';

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'eyrie-objects-'));
  store = new ObjectStore(folder);
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  picture = await sharp({
    create: { width: 640, height: 480, channels: 3, background: '#000', noise },
  })
    .jpeg()
    .toBuffer();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

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

describe('ObjectStore', () => {
  it('keeps a picture under its hash and reads parts of it', async () => {
    expect(await put(picture)).toBe(picture.length);
    expect(await store.has(organisationId, sha256(picture))).toBe(true);
    const part = await store.read(organisationId, sha256(picture), 10, 19).toArray();
    expect(Buffer.concat(part as Buffer[])).toEqual(picture.subarray(10, 20));
    expect(await store.has('0190a1b2-0000-7000-8000-000000000002', sha256(picture))).toBe(false);
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
});
