import { readdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { learnScene, viewOf, type SceneReference } from '../src/obstruction/scene-reference.ts';
import { readSmallPicture } from '../src/small-picture.ts';
import { dirts, randomFrom, soil } from './lens-dirt.ts';
import type { Condition } from './soiled-scenes.ts';

const width = 640;
const variantsLearned = 16;
const variantsShown = 3;

/** The photographs (JPEG) below a folder, by name. */
export async function photographsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true });
  return entries
    .filter((name) => /\.jpe?g$/i.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}

export interface PhotographedScene {
  readonly condition: Condition;
  readonly jpeg: Uint8Array;
  readonly reference: SceneReference;
}

/**
 * One photograph as a camera that always sees it: by other light and white balance, with noise, and
 * moved by a pixel or two, as a mast sways. It is learned from variants of its own, never from those shown.
 */
export async function* photographedScenes(
  file: string,
  number: number,
): AsyncGenerator<PhotographedScene> {
  const whole = await sharp(file)
    .rotate()
    .resize({ width: width + 8 })
    .jpeg({ quality: 95 })
    .toBuffer();
  const { width: wide, height } = await sharp(whole).metadata();
  const random = randomFrom(number * 31 + 5);
  const variant = async (): Promise<Buffer> => {
    const light = 0.7 + 0.6 * random();
    const warmth = 0.92 + 0.16 * random();
    const [left, top] = [Math.round(random() * 3), Math.round(random() * 3)];
    const { data, info } = await sharp(whole)
      .extract({ left, top, width: wide - 8, height: height - 8 })
      .gamma(1 + 0.3 * random())
      .removeAlpha()
      .toColourspace('srgb')
      .linear([light * warmth, light, light / warmth], [0, 0, 0])
      .raw()
      .toBuffer({ resolveWithObject: true });
    const noise = 1 + 2 * random();
    for (let i = 0; i < data.length; i += 1) {
      const value = (data[i] ?? 0) + (random() + random() + random() - 1.5) * noise * 2;
      data[i] = Math.min(255, Math.max(0, value));
    }
    const raw = { width: info.width, height: info.height, channels: 3 } as const;
    return sharp(data, { raw }).jpeg({ quality: 88 }).toBuffer();
  };
  let reference: SceneReference | null = null;
  for (let n = 0; n < variantsLearned; n += 1) {
    reference = learnScene(reference, viewOf(await readSmallPicture(await variant())));
  }
  for (let n = 0; n < variantsShown && reference; n += 1) {
    const jpeg = await variant();
    yield { condition: 'clear', jpeg, reference };
    for (const dirt of dirts) {
      const painted = await soil(jpeg, dirt, number * 100 + n * 10 + dirts.indexOf(dirt));
      yield { condition: dirt, jpeg: painted, reference };
    }
  }
}
