import { describe, expect, it } from '@jest/globals';
import { fuseExposures, type RawPicture } from './fuse-exposures.ts';

/** A picture by a function of the pixel: its three levels. */
function picture(
  width: number,
  height: number,
  at: (x: number, y: number) => readonly [number, number, number],
): RawPicture {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rgb.set(at(x, y).map(clamp), (y * width + x) * 3);
  }
  return { width, height, rgb };
}

const clamp = (level: number): number => Math.round(Math.min(255, Math.max(0, level)));

/**
 * A room with a window: on the left stripes in deep shadow, on the right stripes in full sun, five hundred
 * times as bright; as a sensor shows them with so many stops more or less.
 */
function room(stops: number, width = 240, height = 180): RawPicture {
  return picture(width, height, (x, y) => {
    const stripe = Math.floor(x / 6) % 2 === 0 ? 1 : 0.45;
    const light = (x < width / 2 ? 0.004 : 2) * stripe * (0.8 + (0.4 * y) / height);
    const level = 255 * Math.min(1, light * 2 ** stops) ** (1 / 2.2);
    return [level, level * 0.9, level * 0.7];
  });
}

/** Levels between the stripes, in the middle of the left or the right half. */
function detail({ width, height, rgb }: RawPicture, side: 'shadow' | 'sun'): number {
  const from = side === 'shadow' ? width / 8 : (width * 5) / 8;
  let [bright, dark] = [0, 0];
  for (let x = from; x < from + width / 4; x += 1) {
    const level = rgb[((height >> 1) * width + Math.floor(x)) * 3] ?? 0;
    if (Math.floor(x / 6) % 2 === 0) bright += level;
    else dark += level;
  }
  return (bright - dark) / (width / 8);
}

const farthest = (a: Uint8Array, b: Uint8Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? 0))), 0);

describe('exposures that are fused', () => {
  it('are the frame itself where they are all the same', () => {
    const one = room(2);
    const { rgb } = fuseExposures([one, one, one]);
    expect(farthest(rgb, one.rgb)).toBeLessThanOrEqual(1);
  });

  it('show what lies in the shadow and what lies in the sun, as none of them does', () => {
    const shots = [-2, 1.5, 5].map((stops) => room(stops));
    const fused = fuseExposures(shots);
    // Each of the single ones has lost one or the other.
    for (const shot of shots) {
      expect(Math.min(detail(shot, 'shadow'), detail(shot, 'sun'))).toBeLessThan(12);
    }
    expect(detail(fused, 'shadow')).toBeGreaterThan(20);
    expect(detail(fused, 'sun')).toBeGreaterThan(20);
  });

  it('are the same picture, however many strips it is made in', () => {
    const shots = [-2, 1.5, 5].map((stops) => room(stops, 90, 251));
    const whole = fuseExposures(shots, 256);
    for (const rows of [24, 104]) {
      expect(farthest(fuseExposures(shots, rows).rgb, whole.rgb)).toBeLessThanOrEqual(1);
    }
  });

  it('of any size come out as large, down to a single pixel', () => {
    for (const [width, height] of [
      [1, 1],
      [7, 3],
      [33, 100],
    ] as const) {
      const shots = [0, 2].map((stops) => room(stops, width, height));
      const fused = fuseExposures(shots);
      expect([fused.width, fused.height, fused.rgb.length]).toEqual([
        width,
        height,
        width * height * 3,
      ]);
    }
  });

  it('must be of one size', () => {
    expect(() => fuseExposures([room(0), room(0, 100)])).toThrow('not of one size');
    expect(() => fuseExposures([])).toThrow('no exposure');
  });
});
