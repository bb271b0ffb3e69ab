import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  idFromUuid,
  sensorSchema,
  settingsDefaults,
  settingsLayerSchema,
  type SettingsLayer,
  workerConfigurationSchema,
} from '@eyrie/contracts';
import fc from 'fast-check';
import { effectiveSettings, leavesOf, originOf, type OriginedLayer } from './settings-merge.ts';
import {
  toWorkerConfiguration,
  whyTimelapseIsEmpty,
  type OwnCameraConfiguration,
} from './worker-configuration.ts';

const place = { latitude: 47, longitude: 8, timeZone: 'Europe/Zurich' };
const camera = (own: Partial<OwnCameraConfiguration> = {}): OwnCameraConfiguration => ({
  cameraId: idFromUuid('camera', randomUUID()),
  name: 'South',
  driver: {
    type: 'simulated-sky',
    seed: 's',
    widthPx: 320,
    heightPx: 180,
    facingDeg: 0,
    timeScale: 1,
    anchorAt: '2026-01-01T00:00:00.000Z',
  },
  schedules: [{ type: 'interval', name: 'all', enabled: true, priority: 0, intervalSeconds: 60 }],
  ...own,
});

const garbage = fc.oneof(
  fc.integer({ min: -10, max: 100_000 }),
  fc.double({ min: -1, max: 400 }),
  fc.constantFrom('silent', true, [], {}),
);

const sensor = sensorSchema.parse({
  name: 'roof',
  driver: { type: 'i2c', chip: 'bme280' },
  alerts: [{ name: 'frost', quantity: 'temperature_c', when: 'below', threshold: 0 }],
});

/** Around the default, removed, or now and then something that does not belong there. */
function likely(byDefault: unknown): fc.Arbitrary<unknown> {
  const near =
    typeof byDefault === 'number'
      ? fc.integer({ min: 0, max: 9 }).map((more) => byDefault + more)
      : typeof byDefault === 'boolean'
        ? fc.boolean()
        : Array.isArray(byDefault)
          ? fc.constantFrom([], [sensor])
          : fc.constantFrom('debug', 'warn', 1_000);
  return fc.oneof(
    { arbitrary: near, weight: 30 },
    { arbitrary: fc.constant(null), weight: 5 },
    { arbitrary: garbage, weight: 1 },
  );
}

/** Layers as somebody may send them: right, nearly right and wrong, with nulls at every depth. */
const anyLayer = fc.record(
  Object.fromEntries(
    Object.entries(settingsDefaults).map(([section, keys]) => {
      const names = Object.fromEntries(
        Object.entries(keys).map(([key, byDefault]) => [key, likely(byDefault)]),
      );
      return [section, fc.option(fc.record(names, { requiredKeys: [] }), { freq: 8 })];
    }),
  ),
  { requiredKeys: [] },
);

describe('what a worker is sent', () => {
  it('is something it can read, whatever layers the schema has let through', () => {
    let [accepted, refused] = [0, 0];
    const origins = ['organisation', 'site', 'device'] as const;
    fc.assert(
      fc.property(fc.tuple(anyLayer, anyLayer, anyLayer), (sent) => {
        const layers: OriginedLayer[] = sent.flatMap((layer, index) => {
          const parsed = settingsLayerSchema.safeParse(layer);
          const origin = origins[index] ?? 'device';
          return parsed.success ? [{ origin, settings: parsed.data }] : [];
        });
        accepted += layers.filter(({ settings }) => Object.keys(settings).length > 0).length;
        refused += sent.length - layers.length;
        const settings = effectiveSettings(layers);
        const worker = toWorkerConfiguration(place, settings, [camera()]);
        expect(workerConfigurationSchema.parse(worker)).toEqual(worker);
        for (const [path, is] of leavesOf(settings)) {
          const [, section = '', key = ''] = path.split('/');
          const origin = originOf(layers, path);
          const from = layers.find((layer) => layer.origin === origin)?.settings;
          const said = (from as Record<string, Record<string, unknown>> | undefined)?.[section];
          const byDefault = (
            settingsDefaults as unknown as Record<string, Record<string, unknown>>
          )[section];
          // The value is the one that its origin says.
          expect(is).toEqual((origin === 'default' ? byDefault : said)?.[key]);
        }
      }),
      { numRuns: 450 },
    );
    expect(Math.min(accepted, refused)).toBeGreaterThan(100);
  });

  it('has of a camera what it says itself, and the rest from the settings', () => {
    const layers: OriginedLayer[] = [
      { origin: 'site', settings: { capture: { quality: 60 }, timelapse: { enabled: false } } },
    ];
    const settings = effectiveSettings(layers);
    const own = { windowSeconds: 60, fps: 10, crf: 30 };
    const { cameras } = toWorkerConfiguration(place, settings, [
      camera(),
      camera({ quality: 90, timelapse: own }),
    ]);
    expect(cameras).toMatchObject([
      { quality: 60, thumbnailWidthPx: 480, timelapse: null },
      { quality: 90, thumbnailWidthPx: 480, timelapse: own },
    ]);
  });

  it('has no videos of less than two pictures, where the camera leaves it to the settings', () => {
    const within = (windowSeconds: number): SettingsLayer => ({
      timelapse: { window_seconds: windowSeconds },
    });
    const why = (windowSeconds: number, one = camera()) =>
      whyTimelapseIsEmpty(
        one,
        effectiveSettings([{ origin: 'site', settings: within(windowSeconds) }]),
      );
    expect(why(120)).toBeNull();
    expect(why(119)).toContain('South takes a picture every 60 s');
    expect(why(119, camera({ timelapse: null }))).toBeNull();
  });
});
