import { afterAll, expect, it } from '@jest/globals';
import { newCameraDriverSchema, simulatedSkySizes } from '@eyrie/contracts';
import type { Camera } from '../camera.ts';
import { SimulatedSkyCamera } from './simulated-sky-camera.ts';

const opened: Camera[] = [];
afterAll(() => Promise.all(opened.map((camera) => camera.close())));

const place = { latitude: 47, longitude: 11, elevationM: 900, timeZone: 'Europe/Vienna' };

/** What the driver says against it; null where it paints such pictures. */
function refusalOfDriver(width: number, height: number): string | null {
  try {
    const options = { driver: 'simulated-sky', seed: 'a', place, width, height } as const;
    opened.push(new SimulatedSkyCamera('cam_a', options, Date.now));
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

const sides = ({ lowest, highest }: { lowest: number; highest: number }): number[] => [
  ...[64, lowest - 2, lowest, lowest + 1, lowest + 2],
  ...[highest - 1, highest, highest + 1, highest + 2, 8_192, 640.5],
];

it('takes every size that the cloud takes, and no other', () => {
  const anchorAt = '2026-01-01T00:00:00.000Z';
  let taken = 0;
  for (const widthPx of sides(simulatedSkySizes.widthPx)) {
    for (const heightPx of sides(simulatedSkySizes.heightPx)) {
      const wish = { type: 'simulated-sky', seed: 'a', anchorAt, widthPx, heightPx };
      const isTaken = newCameraDriverSchema.safeParse(wish).success;
      expect([widthPx, heightPx, refusalOfDriver(widthPx, heightPx) === null]).toEqual([
        ...[widthPx, heightPx, isTaken],
      ]);
      if (isTaken) taken += 1;
    }
  }
  expect(taken).toBe(9);
});

it('says which sizes there are where it refuses one', () => {
  expect(refusalOfDriver(64, 180)).toBe(
    'The width of a simulated picture must be even, 320 to 3840, and not 64.',
  );
});
