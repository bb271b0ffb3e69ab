import { describe, expect, it } from '@jest/globals';
import type { MachineCondition, TelemetryBody } from '@eyrie/contracts';
import { HealthWatch } from './health-watch.ts';

const network = {
  interface: 'wlan0',
  isWireless: true,
  signalDbm: -60,
  speedMbps: null,
  roundTripMs: 40,
  lossShare: 0,
};
const condition: MachineCondition = {
  power: { now: [], sinceBoot: [] },
  card: null,
  network: null,
  clock: { isTrusted: true, offsetMs: null },
  cameras: [],
};
const body: TelemetryBody = {
  cpuPercent: 5,
  memoryUsedBytes: 50,
  memoryTotalBytes: 100,
  diskUsedBytes: 50,
  diskTotalBytes: 100,
  temperatureC: 50,
  uptimeSeconds: 1,
  version: '1',
  backlogRecords: 0,
  backlogBlobs: 0,
  backlogBlobBytes: 0,
  condition,
};
const codes = (watch: HealthWatch, changes: Partial<TelemetryBody>) =>
  watch.look({ ...body, ...changes }).map(({ data }) => data['code'] ?? data['quality']);

describe('the watch over a device’s health', () => {
  it('tells of heat once, and that it is over once it is some degrees cooler', () => {
    const watch = new HealthWatch();
    const told = [79, 80, 85, 77, 75, 74, 79].flatMap((temperatureC) =>
      codes(watch, { temperatureC }),
    );
    expect(told).toEqual(['heat.strained', 'heat.well']);
  });

  it('says that captures must be fewer while the firmware throttles or the supply is weak', () => {
    const watch = new HealthWatch();
    let atMs = 0;
    const power = (...now: ('throttled' | 'under_voltage')[]) => {
      // Longer than a pause of rendering is given to help.
      watch.heat.look(50, { now, sinceBoot: now }, atMs);
      watch.heat.look(50, { now, sinceBoot: now }, (atMs += 100_000));
      return codes(watch, { condition: { ...condition, power: { now, sinceBoot: now } } });
    };
    expect([power('throttled'), watch.strain]).toEqual([['heat.strained'], 'heat']);
    expect([power('throttled', 'under_voltage'), watch.strain]).toEqual([
      ['power.strained'],
      'power',
    ]);
    expect([power(), watch.strain]).toEqual([['heat.well', 'power.well'], null]);
  });

  it('does not call a connection poor for one slow answer', () => {
    const watch = new HealthWatch();
    const told = [40, 40, 40, 3_000, 40, 3_000, 3_000, 3_000, 3_000].flatMap((roundTripMs) =>
      codes(watch, { condition: { ...condition, network: { ...network, roundTripMs } } }),
    );
    expect(told).toEqual(['excellent', 'poor']);
  });
});
