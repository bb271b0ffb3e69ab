import { describe, expect, it } from '@jest/globals';
import { stopsOf } from '../ramping/exposure-split.ts';
import { byLux, onCurve } from './curve.ts';
import { controlsFor, learnFrom, noMemory, type ExposureMemory } from './exposure-plan.ts';
import type { Profile } from './profile.ts';
import { regionLuminance } from './region-luminance.ts';

const profile: Profile = {
  exposure: {
    mode: 'ramped',
    shutterUsMax: 20_000_000,
    gainMax: 8,
    ev: 0,
    evByLux: [
      { lux: 500, ev: 1 },
      { lux: 40_000, ev: -0.7 },
    ],
    luminanceBySun: [
      { altitudeDeg: -12, luminance: 0.15 },
      { altitudeDeg: 0, luminance: 0.4 },
    ],
    stopsPerFrameMax: 0.25,
    metering: 'centre',
    region: null,
    bracket: null,
  },
  whiteBalance: {
    mode: 'adaptive',
    kelvin: 5500,
    kelvinByLux: [
      { lux: 1, kelvin: 3500 },
      { lux: 40_000, kelvin: 5500 },
    ],
  },
  focus: { mode: 'manual', lensPosition: 0 },
  look: { sharpness: 1.5, contrast: 1.15, saturation: 1.05, denoise: 'fast', hdr: false },
};
const coming = { sunAltitudeDeg: 20, intervalMs: 10_000 };
const taken = {
  ...coming,
  atMs: 1e12,
  exposure: { shutterUs: 1_000, gain: 1 },
  luminance: 0.4,
};

const withExposure = (exposure: Partial<Profile['exposure']>): Profile => ({
  ...profile,
  exposure: { ...profile.exposure, ...exposure },
});

describe('a curve', () => {
  it('is straight between its points, over lux by the logarithm, and level beyond them', () => {
    const points = [
      { lux: 10, ev: 0 },
      { lux: 1000, ev: 1 },
    ];
    expect(byLux(points, 'ev', 100)).toBeCloseTo(0.5);
    expect(byLux(points, 'ev', 0)).toBe(0);
    expect(byLux(points, 'ev', 1e6)).toBe(1);
    expect(onCurve([{ x: 3, y: 7 }], 100)).toBe(7);
  });
});

describe('the controls of a frame', () => {
  it('are metered by the camera at first, then by the ramp', () => {
    const first = controlsFor(profile, noMemory, coming);
    expect(first).toMatchObject({ ev: 0, metering: 'centre' });
    expect(first.shutterUs).toBeUndefined();
    const next = controlsFor(profile, learnFrom(profile, noMemory, taken), coming);
    expect(next.ev).toBeUndefined();
    expect(Math.log2((next.shutterUs! / 1e6) * next.gain!)).toBeCloseTo(-10, 0);
  });

  it('never leave anything of another profile: the same memory, other controls whole', () => {
    const memory = learnFrom(profile, noMemory, taken);
    const plain: Profile = {
      exposure: { ...profile.exposure, mode: 'automatic' },
      whiteBalance: { ...profile.whiteBalance, mode: 'automatic' },
      focus: { mode: 'auto' },
      look: { sharpness: 1, contrast: 1, saturation: 1, denoise: 'off', hdr: false },
    };
    const controls = controlsFor(plain, memory, coming);
    expect(controls).toMatchObject({ sharpness: 1, contrast: 1, saturation: 1, denoise: 'off' });
    expect(controls).toMatchObject({ focus: { mode: 'auto' } });
    for (const key of ['shutterUs', 'gain', 'colourTemperatureK', 'colourGains'] as const) {
      expect(controls[key]).toBeUndefined();
    }
  });

  it('never expose beyond the interval, in any mode', () => {
    const night = { ...taken, exposure: { shutterUs: 60e6, gain: 8 }, luminance: 0.02 };
    for (const intervalMs of [1_000, 2_000, 5_000, 30_000]) {
      const memory = learnFrom(profile, noMemory, { ...night, intervalMs });
      const ramped = controlsFor(profile, memory, { ...coming, intervalMs });
      expect(ramped.shutterUs!).toBeLessThan(intervalMs * 1000);
      const fixed = withExposure({ mode: 'fixed', shutterUs: 60e6, gain: 1.07 });
      const held = controlsFor(fixed, noMemory, { ...coming, intervalMs });
      expect(held.shutterUs!).toBeLessThan(intervalMs * 1000);
    }
  });

  it('take a fixed exposure as it is, and give its light to the gain where time is short', () => {
    const fixed = withExposure({ mode: 'fixed', shutterUs: 4_000_000, gain: 1.07 });
    expect(controlsFor(fixed, noMemory, coming)).toMatchObject({
      shutterUs: 4_000_000,
      gain: 1.07,
    });
    const short = controlsFor(fixed, noMemory, { ...coming, intervalMs: 3_000 });
    expect(short.shutterUs).toBe(2_000_000);
    expect(short.gain).toBeCloseTo(2.14);
  });
});

describe('what a frame teaches', () => {
  it('is the light of the scene, by the meter or by what the picture needed', () => {
    const metered = learnFrom(profile, noMemory, { ...taken, lux: 30_000 });
    expect(10 ** metered.logLux!).toBeCloseTo(30_000, -2);
    const guessed = learnFrom(profile, noMemory, taken);
    expect(10 ** guessed.logLux!).toBeGreaterThan(3_000);
    expect(10 ** guessed.logLux!).toBeLessThan(30_000);
  });

  it('moves the white balance slowly, and a flash not at all', () => {
    let memory: ExposureMemory = learnFrom(profile, noMemory, { ...taken, lux: 40_000 });
    expect(memory.kelvin).toBeCloseTo(5500, -1);
    const calm = memory.kelvin!;
    memory = learnFrom(profile, memory, { ...taken, lux: 1e9 });
    expect(Math.abs(memory.kelvin! - calm)).toBeLessThan(50);
    for (let n = 0; n < 400; n += 1) {
      const before = memory.kelvin!;
      memory = learnFrom(profile, memory, { ...taken, lux: 1 });
      expect(Math.abs(1e6 / memory.kelvin! - 1e6 / before)).toBeLessThan(1.51);
    }
    expect(memory.kelvin).toBeCloseTo(3500, -1);
  });

  it('darkens and brightens by the lux curve', () => {
    const wanted = (lux: number) => {
      const { ramp } = learnFrom(profile, noMemory, { ...taken, lux });
      return ramp!.wanted - stopsOf(taken.exposure);
    };
    expect(wanted(100)).toBeCloseTo(1, 1);
    expect(wanted(40_000)).toBeCloseTo(-0.7, 1);
  });
});

it('looks only at the region of the picture that counts', () => {
  const zones = Array.from({ length: 8 }, (_, row) =>
    new Array<number>(12).fill(row < 4 ? 1 : 0.2),
  );
  const region = { left: 0, top: 0.5, width: 1, height: 0.5 };
  expect(regionLuminance({ luminance: 0.6, zones }, region)).toBeCloseTo(0.2);
  expect(regionLuminance({ luminance: 0.6, zones }, null)).toBe(0.6);
  const half = { left: 0, top: 0.25, width: 0.3, height: 0.5 };
  expect(regionLuminance({ luminance: 0.6, zones }, half)).toBeCloseTo(0.6);
});

describe('a bracket', () => {
  const bracket = { shots: 3, stepEv: 2 };
  const stopsOfShots = (given: ReturnType<typeof controlsFor>): number[] =>
    (given.bracket ?? []).map(({ shutterUs = 1, gain = 1 }) => stopsOf({ shutterUs, gain }));

  it('has the ramped exposure in its middle, and the others so many stops beside it', () => {
    const ramped = withExposure({ bracket });
    const controls = controlsFor(ramped, learnFrom(ramped, noMemory, taken), coming);
    const [dark = 0, usual = 0, bright = 0] = stopsOfShots(controls);
    expect(controls.bracket?.[1]).toMatchObject({ shutterUs: controls.shutterUs });
    expect(usual - dark).toBeCloseTo(2, 1);
    expect(bright - usual).toBeCloseTo(2, 1);
  });

  it('asks the automatic to deviate, where that exposes', () => {
    const automatic = withExposure({
      mode: 'automatic',
      bracket,
      evByLux: profile.exposure.evByLux,
    });
    const { ev = 0, bracket: shots } = controlsFor(automatic, noMemory, coming);
    expect(shots?.map((shot) => shot.ev)).toEqual([ev - 2, ev, ev + 2]);
  });

  it('leaves time for all of its exposures, however dark it is', () => {
    const night = withExposure({ bracket });
    let memory: ExposureMemory = noMemory;
    for (let n = 0; n < 80; n += 1) {
      const { shutterUs = 1e6, gain = 8 } = controlsFor(night, memory, coming);
      const atMs = taken.atMs + n * 10_000;
      const frame = { ...taken, atMs, exposure: { shutterUs, gain }, luminance: 0.02 };
      memory = learnFrom(night, memory, frame);
    }
    const { bracket: shots = [] } = controlsFor(night, memory, coming);
    const all = shots.reduce((sum, { shutterUs = 0 }) => sum + shutterUs, 0);
    expect(all).toBeGreaterThan(2e6);
    expect(all / 1000 + shots.length * 1_000).toBeLessThanOrEqual(coming.intervalMs);
  });

  it('is none where the profile has none', () => {
    expect(controlsFor(profile, noMemory, coming).bracket).toBeUndefined();
  });
});
