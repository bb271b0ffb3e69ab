import sharp from 'sharp';
import { randomFrom } from './lens-dirt.ts';

/** What can be wrong with a frame as a whole, whatever it shows. */
export const breakages = ['decode', 'size', 'black', 'blown', 'frozen'] as const;
export type Breakage = (typeof breakages)[number];

/** The answers of the validator that are right for each. */
export const rightReasons: Readonly<Record<Breakage, readonly string[]>> = {
  decode: ['empty', 'not-a-jpeg', 'truncated', 'undecodable'],
  size: ['wrong-size'],
  black: ['black'],
  blown: ['blown'],
  frozen: ['frozen'],
};

/** A good frame, spoilt by seed. `frozen` is the frame itself, to be shown after itself. */
export async function spoil(jpeg: Uint8Array, how: Breakage, seed: number): Promise<Uint8Array> {
  const random = randomFrom(seed);
  const { width, height } = await sharp(jpeg).metadata();
  switch (how) {
    case 'decode': {
      const cut = jpeg.subarray(0, Math.floor(jpeg.length * (0.02 + 0.95 * random())));
      // Half of them end as a whole file does, with a hole before it.
      return random() < 0.5 ? cut : Buffer.concat([cut, Buffer.from([0xff, 0xd9])]);
    }
    case 'size': {
      const wide = Math.round(width * (0.4 + 0.5 * random()));
      return sharp(jpeg).resize({ width: wide }).jpeg().toBuffer();
    }
    case 'black':
      return flat(width, height, 0, random);
    case 'blown':
      return flat(width, height, 255, random);
    case 'frozen':
      return jpeg;
  }
}

/** A lens cap, or the sun in the lens: one level, with the sensor's noise. */
function flat(width: number, height: number, level: number, random: () => number): Promise<Buffer> {
  const rgb = Uint8Array.from({ length: width * height * 3 }, () => {
    const noise = (random() + random() - 1) * 1.2;
    return Math.min(255, Math.max(0, Math.round(level + noise)));
  });
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}
