import { describe, expect, it } from '@jest/globals';
import { randomOf } from './fault-day.ts';
import { flatnessOf } from './flatness.ts';

const perMinute = 12;
const minutes = 40;

/** 140 MB with noise and now and then a peak of ten, growing by a share of it an hour. */
function memoryThatGrows(share: number, seed: number): number[] {
  const random = randomOf(seed);
  return Array.from({ length: minutes * perMinute }, (_, at) => {
    const hours = at / perMinute / 60;
    const peak = random() < 0.03 ? 10 : 0;
    return 140 * (1 + share * hours) + (random() - 0.5) * 2 + peak;
  });
}

describe('the flatness of what a process holds', () => {
  it.each([1, 2, 3, 4, 5])('is not denied for its noise and its peaks (seed %p)', (seed) => {
    const found = flatnessOf(memoryThatGrows(0, seed), perMinute);
    expect(found).toMatchObject({ isFlat: true });
    expect(Math.abs(found?.perHour ?? 1)).toBeLessThan(0.005);
  });

  it.each([1, 2, 3, 4, 5])('is not granted to what grows by three hundredths (seed %p)', (seed) => {
    const found = flatnessOf(memoryThatGrows(0.03, seed), perMinute);
    expect(found).toMatchObject({ isFlat: false });
    expect(found?.least).toBeLessThan(0.03);
    expect(found?.most).toBeGreaterThan(0.03);
  });

  it('is not granted where too little was seen to deny it', () => {
    const short = memoryThatGrows(0, 1).slice(0, 6 * perMinute);
    expect(flatnessOf(short, perMinute)?.isFlat).toBe(false);
    expect(flatnessOf(short.slice(0, 4 * perMinute), perMinute)).toBeNull();
  });
});
