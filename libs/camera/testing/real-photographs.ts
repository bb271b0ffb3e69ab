import path from 'node:path';
import sharp from 'sharp';
import { randomFrom } from './lens-dirt.ts';
import type { Footage } from './soiled-scenes.ts';

const width = 640;
const variantsLearned = 16;
const variantsShown = 3;

/**
 * One photograph as a camera that always sees it: by other light and white balance, with noise, and
 * moved by a pixel or two, as a mast sways. It is learned from variants of its own, never from those shown.
 */
export async function photographed(file: string, number: number): Promise<Footage> {
  const whole = await sharp(file)
    .rotate()
    .resize({ width: width + 8 })
    .toColourspace('srgb')
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
  const learned: Uint8Array[] = [];
  while (learned.length < variantsLearned) learned.push(await variant());
  const shown: { jpeg: Uint8Array; sunAltitudeDeg: number }[] = [];
  while (shown.length < variantsShown) shown.push({ jpeg: await variant(), sunAltitudeDeg: 90 });
  return { seed: path.basename(file), learned, shown };
}
