import { z } from 'zod';

const lux = z.number().positive().max(200_000);
const kelvin = z.int().min(2000).max(12_000);
const stops = z.number().min(-2).max(2);
const share = z.number().min(0).max(1);

/** Points of a curve; between them it is straight, over lux by their logarithm. */
function curve<Point extends z.ZodRawShape>(point: Point, by: keyof Point & string) {
  return z
    .array(z.strictObject(point))
    .min(2)
    .max(24)
    .refine(
      (points) =>
        points.every((here, index) => {
          const before: Record<string, unknown> | undefined = points[index - 1];
          const value = (here as Record<string, unknown>)[by];
          return before === undefined || Number(before[by]) < Number(value);
        }),
      { error: `must ascend by ${by}` },
    );
}

const exposure = z.strictObject({
  mode: z
    .enum(['ramped', 'automatic', 'fixed'])
    .describe(
      'Ramped holds the luminance steady from day to night; automatic leaves it to the camera.',
    ),
  shutterUs: z.int().min(1).max(240_000_000).describe('With fixed: the exposure of every frame.'),
  gain: z.number().min(1).max(64).describe('With fixed; 1 is about ISO 100, and 1.07 is fine.'),
  shutterUsMax: z
    .int()
    .min(1000)
    .max(240_000_000)
    .describe(
      'Longest exposure of the ramp; never longer than the interval allows, whatever it says.',
    ),
  gainMax: z.number().min(1).max(64).describe('Highest gain of the ramp: noise grows with it.'),
  ev: stops.describe('Deviation from the usual exposure, in stops.'),
  evByLux: curve({ lux, ev: stops }, 'lux').describe('Further stops, by how bright the scene is.'),
  luminanceBySun: curve(
    { altitudeDeg: z.number().min(-90).max(90), luminance: z.number().min(0.02).max(0.8) },
    'altitudeDeg',
  ).describe('How bright pictures shall be on the mean, by the height of the sun.'),
  stopsPerFrameMax: z.number().min(0.01).max(2).describe('The exposure moves by no more at once.'),
  metering: z.enum(['centre', 'spot', 'average']),
  region: z
    .strictObject({ left: share, top: share, width: share, height: share })
    .refine(({ left, top, width, height }) => left + width <= 1 && top + height <= 1, {
      error: 'must lie within the picture',
    })
    .refine(({ width, height }) => width >= 0.05 && height >= 0.05, {
      error: 'must be at least a twentieth of the picture each way',
    })
    .nullable()
    .describe('What the ramp looks at, in shares of the picture; all of it where null.'),
  bracket: z
    .strictObject({
      shots: z.union([z.literal(3), z.literal(5)]),
      stepEv: z.number().min(0.5).max(3).describe('Stops from each exposure to the next.'),
    })
    .nullable()
    .describe('High dynamic range: so many exposures about the usual one, fused to one frame.'),
});

const whiteBalance = z.strictObject({
  mode: z
    .enum(['automatic', 'fixed', 'adaptive'])
    .describe('Adaptive follows the curve; automatic leaves it to the camera.'),
  kelvin: kelvin.describe('With fixed: the light that shall look white.'),
  kelvinByLux: curve({ lux, kelvin }, 'lux').describe('With adaptive.'),
});

const focus = z.strictObject({
  mode: z.enum(['auto', 'manual']),
  lensPosition: z.number().min(0).max(32).describe('Dioptres; 0 is infinity.'),
});

const look = z.strictObject({
  sharpness: z.number().min(0).max(16),
  contrast: z.number().min(0).max(4),
  saturation: z.number().min(0).max(4),
  denoise: z.enum(['off', 'fast', 'high']),
  hdr: z.boolean().describe("The sensor's own high dynamic range, where it has one."),
});

const wholeProfile = z.strictObject({
  exposure: exposure.partial({ shutterUs: true, gain: true }),
  whiteBalance,
  focus: focus.partial({ lensPosition: true }),
  look,
});
/** A profile with nothing left open: what a worker captures by. */
export type CaptureProfile = z.infer<typeof wholeProfile>;

export const capturePresetSchema = z.enum(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
export type CapturePreset = z.infer<typeof capturePresetSchema>;

const ownProfile = z.strictObject({
  preset: capturePresetSchema.optional(),
  exposure: exposure.partial().optional(),
  whiteBalance: whiteBalance.partial().optional(),
  focus: focus.partial().optional(),
  look: look.partial().optional(),
});
export type OwnCaptureProfile = z.infer<typeof ownProfile>;

/** As somebody sets it: a preset, or none, and what shall differ from it. */
export const captureProfileSchema = ownProfile.superRefine((own, context) => {
  const preset = own.preset ? capturePresets[own.preset].profile : {};
  const how = { ...preset.exposure, ...own.exposure };
  for (const key of ['shutterUs', 'gain'] as const) {
    if (how.mode === 'fixed' && how[key] === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['exposure', key],
        message: 'is needed where the exposure is fixed',
      });
    }
  }
});

const usual: CaptureProfile = {
  exposure: {
    mode: 'ramped',
    shutterUsMax: 20_000_000,
    gainMax: 8,
    ev: 0,
    evByLux: [
      { lux: 1, ev: 0 },
      { lux: 40_000, ev: 0 },
    ],
    // A night shall look like one: darker than the day, and not black.
    luminanceBySun: [
      { altitudeDeg: -18, luminance: 0.13 },
      { altitudeDeg: -12, luminance: 0.15 },
      { altitudeDeg: -6, luminance: 0.27 },
      { altitudeDeg: 0, luminance: 0.4 },
      { altitudeDeg: 8, luminance: 0.42 },
    ],
    stopsPerFrameMax: 0.25,
    metering: 'centre',
    region: null,
    bracket: null,
  },
  whiteBalance: {
    mode: 'automatic',
    kelvin: 5500,
    kelvinByLux: kelvins([3500, 3600, 3750, 3900, 4100, 4300, 4500, 4700, 4900, 5100, 5300, 5500]),
  },
  focus: { mode: 'auto' },
  look: { sharpness: 1, contrast: 1, saturation: 1, denoise: 'fast', hdr: false },
};

/** Twelve points from deep dusk to full sun. */
function kelvins(values: readonly number[]): { lux: number; kelvin: number }[] {
  const steps = [1, 5, 20, 50, 100, 250, 500, 1_000, 2_500, 6_000, 15_000, 40_000];
  return steps.map((step, index) => ({ lux: step, kelvin: values[index] ?? 5500 }));
}

const byLux = (
  values: readonly number[],
): Pick<CaptureProfile['whiteBalance'], 'mode'> &
  Pick<CaptureProfile['whiteBalance'], 'kelvinByLux'> => ({
  mode: 'adaptive',
  kelvinByLux: kelvins(values),
});

const far = { mode: 'manual', lensPosition: 0 } as const;
const balanced = byLux([3500, 3600, 3750, 3900, 4100, 4300, 4500, 4700, 4900, 5100, 5300, 5500]);

/** Ready profiles, after those that Skylapse ships; what a preset leaves open is as usual. */
export const capturePresets: Readonly<
  Record<CapturePreset, { name: string; profile: OwnCaptureProfile }>
> = {
  a: {
    name: 'All automatic, focus at infinity',
    profile: { exposure: { mode: 'automatic' }, focus: far },
  },
  b: {
    name: 'Ramped, daylight white balance',
    profile: { whiteBalance: { mode: 'fixed', kelvin: 5500 }, focus: far },
  },
  c: {
    name: 'Ramped, a little dark, cautious white balance',
    profile: {
      exposure: { ev: -0.3 },
      whiteBalance: byLux([4500, 4550, 4600, 4650, 4750, 4850, 4950, 5050, 5150, 5250, 5400, 5500]),
      focus: far,
    },
  },
  d: {
    name: 'Ramped, warm white balance',
    profile: {
      whiteBalance: byLux([4800, 4900, 5000, 5100, 5200, 5250, 5300, 5350, 5400, 5450, 5500, 5500]),
      focus: far,
    },
  },
  e: { name: 'Ramped, balanced white balance', profile: { whiteBalance: balanced, focus: far } },
  f: {
    name: 'Automatic by the spot in the middle, bright',
    profile: { exposure: { mode: 'automatic', metering: 'spot', ev: 0.7 }, focus: far },
  },
  g: {
    name: 'Ramped, exposure and white balance by the light, crisp',
    profile: {
      exposure: {
        evByLux: [
          { lux: 500, ev: 1 },
          { lux: 2_000, ev: 0.5 },
          { lux: 10_000, ev: 0 },
          { lux: 40_000, ev: -0.7 },
        ],
      },
      whiteBalance: balanced,
      focus: far,
      look: { sharpness: 1.5, contrast: 1.15, saturation: 1.05 },
    },
  },
};

/** The own wishes over the preset's, the preset's over what is usual; each key for itself. */
export function completeProfile(own: OwnCaptureProfile): CaptureProfile {
  const preset = own.preset ? capturePresets[own.preset].profile : {};
  return wholeProfile.parse({
    exposure: { ...usual.exposure, ...preset.exposure, ...own.exposure },
    whiteBalance: { ...usual.whiteBalance, ...preset.whiteBalance, ...own.whiteBalance },
    focus: { ...usual.focus, ...preset.focus, ...own.focus },
    look: { ...usual.look, ...preset.look, ...own.look },
  });
}
