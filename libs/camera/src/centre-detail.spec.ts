import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { centreDetail } from './centre-detail.ts';

/** Black, with a white square of 100 pixels in the very middle. */
function marked(width: number, height: number): Promise<Buffer> {
  const solid = (side: { width: number; height: number }, level: number) => ({
    create: { ...side, channels: 3 as const, background: { r: level, g: level, b: level } },
  });
  const square = solid({ width: 100, height: 100 }, 255);
  return sharp(solid({ width, height }, 0))
    .composite([{ input: square, gravity: 'centre' }])
    .jpeg()
    .toBuffer();
}

async function whiteOf(jpeg: Uint8Array): Promise<number> {
  const { data } = await sharp(jpeg).greyscale().raw().toBuffer({ resolveWithObject: true });
  return data.filter((level) => level > 127).length;
}

describe('the middle of a frame', () => {
  it('is shown pixel for pixel, and not made small', async () => {
    const detail = await centreDetail(await marked(1920, 1080), 480);
    expect(await sharp(detail).metadata()).toMatchObject({ width: 480, height: 270 });
    const white = await whiteOf(detail);
    expect(Math.abs(white - 10_000)).toBeLessThan(300);
  });

  it('is the frame itself where that is small', async () => {
    const detail = await centreDetail(await marked(320, 180), 480);
    expect(await sharp(detail).metadata()).toMatchObject({ width: 320, height: 180 });
  });

  it('is of no picture that cannot be decoded', async () => {
    await expect(centreDetail(Buffer.from('no picture'))).rejects.toThrow();
  });
});
