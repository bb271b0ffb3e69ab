import { describe, expect, it } from '@jest/globals';
import { leafOf, withLeaf, withoutLeaf } from './leaf.ts';

const settings = { telemetry: { heartbeat_seconds: 30 }, capture: { quality: 90 } };

describe('a path of settings', () => {
  it('reads, sets and takes out one value, and leaves the others alone', () => {
    expect(leafOf(settings, 'telemetry.heartbeat_seconds')).toBe(30);
    expect(leafOf(settings, 'telemetry.heartbeat_seconds.deeper')).toBeUndefined();
    expect(withLeaf(settings, 'telemetry.heartbeat_seconds', 15)).toEqual({
      telemetry: { heartbeat_seconds: 15 },
      capture: { quality: 90 },
    });
    expect(withLeaf({}, 'a.b.c', 1)).toEqual({ a: { b: { c: 1 } } });
    expect(settings.telemetry.heartbeat_seconds).toBe(30);
  });

  it('takes out the branches that are empty then, so that nothing is said of them', () => {
    expect(withoutLeaf(settings, 'telemetry.heartbeat_seconds')).toEqual({
      capture: { quality: 90 },
    });
  });

  it('refuses what is no path, and what is not there', () => {
    expect(() => withLeaf({}, 'a..b', 1)).toThrow('is no path of a setting');
    expect(() => withLeaf({}, '__proto__.x', 1)).toThrow('is no path of a setting');
    expect(() => withoutLeaf(settings, 'telemetry.other')).toThrow('Nothing is said');
  });
});
