import { describe, expect, it } from '@jest/globals';
import { settingsDefaults } from '@eyrie/contracts';
import { faultsOf, ownValue, settingFields, withValue } from './setting-fields.ts';

const fields = settingFields();
const fieldAt = (path: string) => fields.find((field) => field.path === path)!;

describe('the fields of the settings', () => {
  it('are all that the schema has, with its bounds, choices and units', () => {
    expect(new Set(fields.map(({ section }) => section))).toEqual(
      new Set(Object.keys(settingsDefaults)),
    );
    expect(fieldAt('/telemetry/heartbeat_seconds')).toMatchObject({
      label: 'Heartbeat',
      unit: 'seconds',
      kind: 'number',
      minimum: 1,
      maximum: 300,
      isInteger: false,
    });
    expect(fieldAt('/log/level')).toMatchObject({ kind: 'choice', choices: expect.any(Array) });
    expect(fieldAt('/timelapse/enabled').kind).toBe('switch');
    expect(fieldAt('/environment/sensors').kind).toBe('list');
    expect(fieldAt('/capture/thumbnail_width_px')).toMatchObject({ unit: 'px', isInteger: true });
    expect(fieldAt('/capture/heat_limit_c')).toMatchObject({ label: 'Heat limit', unit: '°C' });
    for (const { description } of fields) expect(description).not.toBe('');
  });

  it('are set, taken back and read one by one', () => {
    const quality = fieldAt('/capture/quality');
    const one = withValue({ log: { level: 'debug' } }, quality, 60);
    expect(one).toEqual({ log: { level: 'debug' }, capture: { quality: 60 } });
    expect(ownValue(one, quality)).toBe(60);
    expect(withValue(one, quality, undefined)).toEqual({ log: { level: 'debug' } });
    expect(withValue(one, quality, null)).toMatchObject({ capture: { quality: null } });
    expect(ownValue({ capture: null }, quality)).toBeNull();
    expect(ownValue({}, quality)).toBeUndefined();
  });

  it('are checked with the schema of the API', () => {
    expect(faultsOf({ capture: { quality: 60 } }).size).toBe(0);
    expect([...faultsOf({ capture: { quality: 600 }, shell: {} }).keys()]).toEqual([
      '/capture/quality',
      '/',
    ]);
    expect(faultsOf(null).size).toBe(1);
  });
});
