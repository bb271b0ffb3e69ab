import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { get } from 'node:http';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { framesToLearn, judgeLens, learnScene, viewOf, type SceneReference } from '@eyrie/camera';
import sharp from 'sharp';
import { answerRequests } from '../harness/node-child.ts';
import { BareDelivery, type Guest } from './bare-delivery.ts';
import { frameRecord, stamped } from './bare-record.ts';

export interface BareRequest {
  readonly url: string;
  readonly folder: string;
  readonly frames: number;
  /** When in each second it takes one. */
  readonly phaseMs: number;
  /**
   * What it makes of a frame: `measured` leaves out what lies on the lens and the stamp in the file, `kept`
   * makes all that a worker keeps, `sent` sends it to the site as well.
   */
  readonly outputs: 'measured' | 'kept' | 'sent';
  /** Where to; for `sent`. */
  readonly guest: Guest | null;
}

const bootEpoch = randomUUID();

sharp.cache(false);
sharp.concurrency(1);

let delivery: BareDelivery | null = null;
let scene: SceneReference | null = null;
let count = 0;

/**
 * What a careful person would write with sharp and nothing else: each second a picture is fetched,
 * decoded once and small, measured, and kept with its thumbnail and a line of what was measured, all
 * durable. The same outputs as a worker's, less what a worker is for: nothing is tried again, no account
 * is kept of what was sent. What lies on the lens is found by the same few functions as there.
 */
answerRequests({
  run: async (request: BareRequest): Promise<void> => {
    const { folder, frames, phaseMs, guest } = request;
    await mkdir(folder, { recursive: true });
    if (guest) delivery ??= await BareDelivery.open(guest);
    const records = await open(path.join(folder, 'records'), 'a');
    for (let taken = 0; taken < frames; taken += 1) {
      await delay(1_000 - ((Date.now() - phaseMs) % 1_000));
      await takeOne(request, records);
    }
    await records.close();
  },
});

async function takeOne(
  { url, folder, outputs }: BareRequest,
  records: Awaited<ReturnType<typeof open>>,
): Promise<void> {
  const takenAt = Date.now();
  const jpeg = await fetched(url);
  const image = sharp(jpeg, { failOn: 'warning' });
  const { width, height } = await image.metadata();
  const { data, info } = await image
    .resize({ width: 480, withoutEnlargement: true })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: 3 } as const;
  const thumbnail = await sharp(data, { raw }).jpeg({ quality: 78 }).toBuffer();
  const { grey, ...measure } = measured(data, info.width, info.height);
  const small = { width: info.width, height: info.height, rgb: data, grey };
  const isAll = outputs !== 'measured';
  const picture = { frameWidth: width, frameHeight: height, ...small };
  const lens = isAll ? lensOf(picture) : null;
  count += 1;
  const facts = { takenAt, width, height, number: count, lens, ...measure };
  const file = isAll ? stamped(jpeg, { ...facts, lens: lens?.condition }) : jpeg;
  const full = { sha256: await kept(file, folder), bytes: file.length };
  const thumb = { sha256: await kept(thumbnail, folder), bytes: thumbnail.length };
  const unstampedSha256 = isAll ? createHash('sha256').update(jpeg).digest('hex') : null;
  const record = JSON.stringify(
    frameRecord({ ...facts, unstampedSha256, image: full, thumbnail: thumb, bootEpoch }),
  );
  await records.write(`${record}\n`);
  await records.datasync();
  if (outputs !== 'sent' || !delivery) return;
  await Promise.all([
    delivery.publish(record),
    delivery.put(thumb.sha256, thumbnail),
    delivery.put(full.sha256, file),
  ]);
}

function lensOf(picture: Parameters<typeof judgeLens>[1]): ReturnType<typeof judgeLens> {
  // Known from the first frame on, as the worker's is: what judges it shall be compiled when it is measured.
  while (!scene || scene.frames < framesToLearn) scene = learnScene(scene, viewOf(picture));
  return judgeLens(scene, picture);
}

function fetched(url: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () => resolve(Buffer.concat(pieces)));
      answer.on('error', reject);
    });
    request.on('error', reject);
  });
}

/** Mean, histogram, and the variance of the Laplacian, of the luma. */
function measured(rgb: Uint8Array, width: number, height: number) {
  const grey = new Uint8Array(width * height);
  const histogram = new Array<number>(16).fill(0);
  let sum = 0;
  for (let i = 0, at = 0; i < grey.length; i += 1, at += 3) {
    const level = ((rgb[at] ?? 0) * 54 + (rgb[at + 1] ?? 0) * 183 + (rgb[at + 2] ?? 0) * 19) >> 8;
    grey[i] = level;
    sum += level;
    histogram[level >> 4] = (histogram[level >> 4] ?? 0) + 1;
  }
  const at = (index: number): number => grey[index] ?? 0;
  let [edges, squares] = [0, 0];
  for (let y = 1; y < height - 1; y += 1) {
    for (let i = y * width + 1; i < (y + 1) * width - 1; i += 1) {
      const edge = at(i - 1) + at(i + 1) + at(i - width) + at(i + width) - 4 * at(i);
      edges += edge;
      squares += edge * edge;
    }
  }
  const count = (width - 2) * (height - 2);
  const sharpness = squares / count - (edges / count) ** 2;
  const shares = histogram.map((pixels) => Math.round((pixels / grey.length) * 1e4) / 1e4);
  return { grey, luminance: sum / grey.length / 255, histogram: shares, sharpness };
}

/** By its hash, durable, whole or not at all. */
async function kept(bytes: Uint8Array, folder: string): Promise<string> {
  const name = createHash('sha256').update(bytes).digest('hex');
  const draft = await open(path.join(folder, `${name}.draft`), 'w');
  await draft.write(bytes);
  await draft.datasync();
  await draft.close();
  await rename(path.join(folder, `${name}.draft`), path.join(folder, `${name}.jpg`));
  const directory = await open(folder);
  await directory.sync();
  await directory.close();
  return name;
}
