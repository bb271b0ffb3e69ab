import { describe, expect, it } from '@jest/globals';
import { whyNoBracket } from './bracket-fit.ts';
import {
  capturePresets,
  capturePresetSchema,
  captureProfileSchema,
  completeProfile,
} from './capture-profile.ts';

const refusal = (profile: unknown): string => {
  const parsed = captureProfileSchema.safeParse(profile);
  return parsed.error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`)[0] ?? '';
};

describe('a capture profile', () => {
  it('is one of the seven presets, each of which is valid and complete', () => {
    expect(Object.keys(capturePresets)).toEqual([...capturePresetSchema.options]);
    for (const preset of capturePresetSchema.options) {
      expect(captureProfileSchema.safeParse({ preset }).success).toBe(true);
      expect(captureProfileSchema.safeParse(capturePresets[preset].profile).success).toBe(true);
      const { exposure, whiteBalance } = completeProfile({ preset });
      expect(exposure.luminanceBySun.length).toBeGreaterThan(2);
      expect(whiteBalance.kelvinByLux.map(({ kelvin }) => kelvin).at(-1)).toBe(5500);
    }
  });

  it('differs from its preset where it says so, and nowhere else', () => {
    const changed = completeProfile({ preset: 'g', look: { contrast: 1 }, exposure: { ev: 0.5 } });
    const plain = completeProfile({ preset: 'g' });
    expect(changed).toEqual({
      ...plain,
      exposure: { ...plain.exposure, ev: 0.5 },
      look: { ...plain.look, contrast: 1 },
    });
    expect(plain.look).toMatchObject({ sharpness: 1.5, contrast: 1.15, saturation: 1.05 });
    expect(completeProfile({}).look).toMatchObject({ sharpness: 1, contrast: 1, saturation: 1 });
  });

  it('takes a gain between the stops, such as ISO 107, and refuses one out of range', () => {
    const fixed = { mode: 'fixed', shutterUs: 4_000 } as const;
    expect(captureProfileSchema.safeParse({ exposure: { ...fixed, gain: 1.07 } }).success).toBe(
      true,
    );
    expect(refusal({ exposure: { ...fixed, gain: 0.5 } })).toContain('exposure.gain');
    expect(refusal({ exposure: { ...fixed, gain: 1000 } })).toContain('exposure.gain');
    expect(refusal({ exposure: { ev: 3 } })).toContain('exposure.ev');
  });

  it('says what is missing or out of order', () => {
    expect(refusal({ exposure: { mode: 'fixed', gain: 2 } })).toBe(
      'exposure.shutterUs is needed where the exposure is fixed',
    );
    const curve = [
      { lux: 500, kelvin: 4000 },
      { lux: 100, kelvin: 5000 },
    ];
    expect(refusal({ whiteBalance: { kelvinByLux: curve } })).toBe(
      'whiteBalance.kelvinByLux must ascend by lux',
    );
    const region = { left: 0.5, top: 0, width: 0.6, height: 1 };
    expect(refusal({ exposure: { region } })).toBe('exposure.region must lie within the picture');
    expect(refusal({ preset: 'h' })).toContain('preset');
    expect(refusal({ iso: 100 })).toContain('iso');
  });
});

describe('a bracket of exposures', () => {
  const driver = {
    type: 'rpicam',
    camera: 0,
    widthPx: 1920,
    heightPx: 1080,
    rotationDeg: 0,
    keepOpen: 'auto',
  } as const;
  const every = (intervalSeconds: number, enabled = true) => [
    { type: 'interval' as const, name: 'all', enabled, priority: 0, intervalSeconds },
  ];
  const profile = { preset: 'b', exposure: { bracket: { shots: 3, stepEv: 2 } } } as const;

  it('is asked for beside a preset, and none of these asks for one itself', () => {
    expect(captureProfileSchema.safeParse(profile).success).toBe(true);
    expect(completeProfile(profile).exposure.bracket).toEqual({ shots: 3, stepEv: 2 });
    for (const preset of capturePresetSchema.options) {
      expect(completeProfile({ preset }).exposure.bracket).toBeNull();
    }
    expect(refusal({ exposure: { bracket: { shots: 4, stepEv: 2 } } })).toContain('shots');
  });

  it('is refused where the interval has no time for it, with the seconds that it takes', () => {
    expect(whyNoBracket({ driver, schedules: every(60), profile })).toBeNull();
    expect(whyNoBracket({ driver, schedules: every(10), profile })).toMatch(
      /^A bracket of 3 exposures takes \d+ s .* "all" wants a frame every 10 s\.$/,
    );
    expect(whyNoBracket({ driver, schedules: every(10, false), profile })).toBeNull();
    expect(whyNoBracket({ driver, schedules: every(10), profile: null })).toBeNull();
  });

  it('is refused of a camera that decides its exposure itself', () => {
    const rtsp = { type: 'rtsp', url: 'rtsp://camera.test/1', keepOpen: 'auto' } as const;
    expect(whyNoBracket({ driver: rtsp, schedules: every(600), profile })).toContain('rtsp');
  });
});
