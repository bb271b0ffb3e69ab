import { createHash } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { get } from 'node:http';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { answerRequests } from '../harness/node-child.ts';

export interface BareRequest {
  readonly url: string;
  readonly folder: string;
  readonly frames: number;
}

sharp.cache(false);
sharp.concurrency(1);

/**
 * What a careful person would write with sharp and nothing else: each second a picture is fetched,
 * decoded once and small, measured, and kept with its thumbnail and a line of what was measured, all
 * durable. The same outputs as a worker's, less what a worker is for.
 */
answerRequests({
  run: async ({ url, folder, frames }: BareRequest): Promise<void> => {
    await mkdir(folder, { recursive: true });
    const records = await open(path.join(folder, 'records'), 'a');
    for (let taken = 0; taken < frames; taken += 1) {
      await delay(1_000 - (Date.now() % 1_000));
      await takeOne(url, folder, records);
    }
    await records.close();
  },
});

async function takeOne(
  url: string,
  folder: string,
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
  const record = {
    takenAt,
    width,
    height,
    ...measured(data, info.width, info.height),
    image: await kept(jpeg, folder),
    thumbnail: await kept(thumbnail, folder),
  };
  await records.write(`${JSON.stringify(record)}\n`);
  await records.datasync();
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
  return { luminance: sum / grey.length / 255, histogram, sharpness };
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
