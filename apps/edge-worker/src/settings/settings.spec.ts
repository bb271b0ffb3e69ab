import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  desiredConfigurationSchema,
  idFromUuid,
  type DesiredConfiguration,
  type ReportedConfiguration,
} from '@eyrie/contracts';
import { SimulatedDisk } from '@eyrie/journal';
import { createLogger } from '@eyrie/platform';
import { ConfigurationFile } from './configuration-file.ts';
import { Settings } from './settings.ts';

const cameraId = idFromUuid('camera', randomUUID());

function desired(version: number, widthPx = 320): DesiredConfiguration {
  const driver = {
    type: 'simulated-sky',
    seed: 's',
    widthPx,
    heightPx: 180,
    facingDeg: 0,
    timeScale: 1,
    anchorAt: '2026-01-01T00:00:00.000Z',
  } as const;
  const schedule = {
    type: 'interval',
    name: 'all',
    enabled: true,
    priority: 0,
    intervalSeconds: 5,
  } as const;
  return {
    version,
    configuration: {
      place: { latitude: 0, longitude: 0, timeZone: 'UTC' },
      heartbeatSeconds: 30,
      keepFramesSeconds: 0,
      cameras: [
        {
          cameraId,
          name: 'C',
          driver,
          schedules: [schedule],
          thumbnailWidthPx: 64,
          timelapse: null,
        },
      ],
    },
  };
}

function rig(disk = new SimulatedDisk({ seed: 1 })) {
  const applied: number[] = [];
  const reported: ReportedConfiguration[] = [];
  const settings = new Settings({
    file: new ConfigurationFile('/settings/desired.json', disk),
    apply: async ({ cameras }) => {
      const driver = cameras[0]?.driver;
      const width = driver?.type === 'simulated-sky' ? driver.widthPx : 0;
      if (width === 322) throw new RangeError('width must be something else.');
      applied.push(width);
    },
    passwords: { open: (configuration) => configuration, seal: (configuration) => configuration },
    onReported: (message) => reported.push(message),
    log: createLogger({ name: 'test', level: 'silent' }),
  });
  const hear = (message: unknown): Promise<void> =>
    settings.hear(Buffer.from(JSON.stringify(message)));
  return { settings, applied, reported, hear, disk };
}

const anyChange = fc.record({
  path: fc.constantFrom(
    'configuration',
    'configuration.heartbeatSeconds',
    'configuration.keepFramesSeconds',
    'configuration.place.latitude',
    'configuration.place.timeZone',
    'configuration.storage',
    'configuration.lockedRanges',
    'configuration.cameras',
    'configuration.cameras.0.driver.widthPx',
    'configuration.cameras.0.schedules',
    'configuration.cameras.0.schedules.0.intervalSeconds',
    'configuration.cameras.0.timelapse',
  ),
  value: fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.integer({ min: -5, max: 4_000 }),
    fc.constantFrom<unknown>(
      null,
      'Europe/Vienna',
      'Atlantis/Capital',
      [],
      {},
      { whenFull: 'stop' },
      { whenFull: 'explode' },
      322,
    ),
  ),
});

function put(target: unknown, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const owner = keys.reduce((at, key) => (at as Record<string, unknown>)[key], target);
  (owner as Record<string, unknown>)[last] = value;
}

describe('the settings', () => {
  it('apply a newer configuration, keep it and say so', async () => {
    const { settings, applied, reported, hear, disk } = rig();
    await hear(desired(3));
    await hear(desired(2, 640));
    expect(applied).toEqual([320]);
    expect(reported).toEqual([{ version: 3, desiredVersion: 3, applied: true, reason: null }]);
    expect(settings.version).toBe(3);
    disk.cutPower('drop');
    const later = rig(disk);
    await later.settings.start();
    expect(later.settings.version).toBe(3);
    expect(later.applied).toEqual([320]);
  });

  it('stay with the last one that worked when a new one cannot run, and say why', async () => {
    const { settings, reported, hear, disk } = rig();
    await hear(desired(1));
    await hear(desired(2, 322));
    expect(settings.version).toBe(1);
    expect(reported.at(-1)).toEqual({
      version: 1,
      desiredVersion: 2,
      applied: false,
      reason: 'width must be something else.',
    });
    const later = rig(disk);
    await later.settings.start();
    expect(later.settings.version).toBe(1);
  });

  it('refuse what is not valid, naming the place', async () => {
    const { reported, hear, applied } = rig();
    await hear(desired(1));
    await hear({ version: 2, configuration: { ...desired(2).configuration, heartbeatSeconds: 0 } });
    await hear('nonsense');
    expect(applied).toEqual([320]);
    expect(reported).toHaveLength(2);
    expect(reported[1]).toMatchObject({ version: 1, desiredVersion: 2, applied: false });
    expect(reported[1]?.reason).toContain('configuration.heartbeatSeconds');
  });

  it('refuse a camera that is there twice', async () => {
    const { reported, hear } = rig();
    const twice = desired(1);
    twice.configuration.cameras.push(twice.configuration.cameras[0]!);
    await hear(twice);
    expect(reported[0]).toMatchObject({ version: 0, applied: false });
  });

  it('run with the last good one, whatever is sent, and a new start finds that one too', async () => {
    let [taken, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(anyChange, { minLength: 1, maxLength: 6 }), async (changes) => {
        const { settings, hear, disk } = rig();
        await hear(desired(1));
        let version = 1;
        for (const { path, value } of changes) {
          const wish = structuredClone(desired((version += 1)));
          put(wish, path, value);
          const before = settings.configuration;
          await hear(wish);
          const running = settings.configuration;
          const isTaken = running !== before;
          if (isTaken) taken += 1;
          else refused += 1;
          // What runs fits its schema; what was refused has changed nothing.
          const is = { version: settings.version, configuration: running };
          expect(desiredConfigurationSchema.parse(is)).toEqual(is);
          if (!isTaken) expect(settings.version).toBeLessThan(version);
          // A version that a change made larger is one that later wishes fall behind.
          version = Math.max(version, settings.version);
        }
        disk.cutPower('drop');
        const later = rig(disk);
        await later.settings.start();
        expect(later.settings.configuration).toEqual(settings.configuration);
      }),
      { numRuns: 150 },
    );
    expect(Math.min(taken, refused)).toBeGreaterThan(30);
  });
});
