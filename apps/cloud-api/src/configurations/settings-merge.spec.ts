import { describe, expect, it } from '@jest/globals';
import { settingsDefaults, settingsLayerSchema, type SettingsLayer } from '@eyrie/contracts';
import {
  differences,
  effectiveSettings,
  leavesOf,
  mergePatch,
  originOf,
  type OriginedLayer,
} from './settings-merge.ts';

const layers = (
  organisation: SettingsLayer,
  site: SettingsLayer = {},
  device: SettingsLayer = {},
): OriginedLayer[] => [
  { origin: 'organisation', settings: organisation },
  { origin: 'site', settings: site },
  { origin: 'device', settings: device },
];

describe('merging layers', () => {
  it('does what the examples of RFC 7396 (appendix A) say', () => {
    const examples: [unknown, unknown, unknown][] = [
      [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
      [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
      [{ a: 'b' }, { a: null }, {}],
      [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
      [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
      [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
      [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
      [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
      [
        ['a', 'b'],
        ['c', 'd'],
        ['c', 'd'],
      ],
      [{ a: 'foo' }, null, null],
      [{ e: null }, { a: 1 }, { e: null, a: 1 }],
      [[1, 2], { a: 'b', c: null }, { a: 'b' }],
      [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    ];
    for (const [target, patch, result] of examples) {
      expect(mergePatch(target, patch)).toEqual(result);
    }
  });

  it('takes each value from the lowest layer that says something, and knows which', () => {
    const all = layers(
      { telemetry: { heartbeat_seconds: 30 }, capture: { quality: 70, thumbnail_width_px: 320 } },
      { capture: { quality: 60 } },
      { capture: { thumbnail_width_px: 640 } },
    );
    expect(effectiveSettings(all)).toEqual({
      ...settingsDefaults,
      telemetry: { heartbeat_seconds: 30 },
      capture: { ...settingsDefaults.capture, quality: 60, thumbnail_width_px: 640 },
    });
    expect(originOf(all, '/telemetry/heartbeat_seconds')).toBe('organisation');
    expect(originOf(all, '/capture/quality')).toBe('site');
    expect(originOf(all, '/capture/thumbnail_width_px')).toBe('device');
    expect(originOf(all, '/timelapse/fps')).toBe('default');
  });

  it('goes back to the default where a layer removes what those above say', () => {
    const one = layers({ capture: { quality: 70 } }, { capture: { quality: null } });
    expect(effectiveSettings(one).capture.quality).toBe(settingsDefaults.capture.quality);
    expect(originOf(one, '/capture/quality')).toBe('default');
    const whole = layers({ capture: { quality: 70 }, log: { level: 'debug' } }, { capture: null });
    expect(effectiveSettings(whole).capture).toEqual(settingsDefaults.capture);
    expect(originOf(whole, '/capture/quality')).toBe('default');
    expect(originOf(whole, '/log/level')).toBe('organisation');
    const again = layers(
      { capture: { quality: 70 } },
      { capture: null },
      { capture: { quality: 9 } },
    );
    expect(effectiveSettings(again).capture.quality).toBe(9);
    expect(originOf(again, '/capture/quality')).toBe('device');
  });

  it('says of every value of the settings where it comes from', () => {
    const all = layers({ log: { level: 'warn' } });
    const origins = [...leavesOf(effectiveSettings(all)).keys()].map((path) => originOf(all, path));
    expect(origins.filter((origin) => origin === 'organisation')).toHaveLength(1);
    expect(origins).toHaveLength(leavesOf(settingsDefaults).size);
  });
});

describe('the differences of two documents', () => {
  it('are the values, by their pointers, and a null that removes is one', () => {
    expect(differences({ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3, d: [1] } })).toEqual([
      { path: '/a/c', before: 2, after: 3 },
      { path: '/a/d', before: null, after: [1] },
    ]);
    expect(differences({}, { capture: { quality: null } })).toEqual([
      { path: '/capture/quality', before: null, after: null },
    ]);
    expect(differences({ x: [1, 2] }, { x: [1, 2] })).toEqual([]);
    expect(differences({ 'a/b~c': 1 }, {})).toEqual([{ path: '/a~1b~0c', before: 1, after: null }]);
  });
});

describe('a layer', () => {
  it('is refused where it names what is not known, or is out of bounds', () => {
    const refused = (layer: unknown) =>
      settingsLayerSchema.safeParse(layer).error?.issues.map(({ path }) => path.join('/'));
    expect(refused({ telemetry: { heartbeet_seconds: 3 } })).toEqual(['telemetry']);
    expect(refused({ telemetry: { heartbeat_seconds: 0.5 } })).toEqual([
      'telemetry/heartbeat_seconds',
    ]);
    expect(refused({ shell: { command: 'reboot' } })).toEqual(['']);
    expect(refused({ capture: null, log: { level: null } })).toBeUndefined();
  });
});
