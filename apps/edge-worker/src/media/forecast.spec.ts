import { describe, expect, it } from '@jest/globals';
import { forecastStorage } from './forecast.ts';
import { WriteRate } from './write-rate.ts';

const flow = {
  freeBytes: 11_000,
  reserveBytes: 1_000,
  hourBytes: 2_000,
  unsafeHourBytes: 0,
  freeableBytes: 5_000,
};

describe('the forecast of the disk', () => {
  it('says when pictures go early, and that none is lost while the cloud keeps up', () => {
    expect(forecastStorage(flow)).toEqual({ earlyInSeconds: 4 * 3_600, lossInSeconds: null });
  });

  it('says when a loss begins once the cloud takes less than is written', () => {
    const { lossInSeconds } = forecastStorage({ ...flow, unsafeHourBytes: 500 });
    expect(lossInSeconds).toBe(30 * 3_600);
    expect(forecastStorage({ ...flow, freeBytes: 0, freeableBytes: 900 }).lossInSeconds).toBe(0);
  });
});

describe('the rate of writing', () => {
  it('is that of the last hour, and forgets what is older', () => {
    const rate = new WriteRate();
    expect(rate.bytesPerHour(0)).toBe(0);
    for (let minute = 0; minute < 60; minute += 1) rate.add(10, minute * 60_000);
    expect(rate.bytesPerHour(3_600_000)).toBeCloseTo(590, -1);
    expect(rate.bytesPerHour(3 * 3_600_000)).toBe(0);
  });

  it('does not take the first seconds after a start for an hour', () => {
    const rate = new WriteRate();
    rate.add(1_000, 0);
    expect(rate.bytesPerHour(1_000)).toBe(12_000);
  });
});
