import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idFromUuid, type Device, type DeviceHistory } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { newTestSite, telemetryRecord, type TestSite } from '../testing/fleet.ts';

const condition = (now: string[], roundTripMs: number) => ({
  power: { now, sinceBoot: now },
  card: { lifeUsedPercent: 20, bytesWritten: 1e9, bytesPerDay: 2e9, yearsLeft: 12.5 },
  network: {
    interface: 'wlan0',
    isWireless: true,
    signalDbm: -60,
    speedMbps: null,
    roundTripMs,
    lossShare: 0,
  },
  clock: { isTrusted: true, offsetMs: -0.4 },
  system: {
    slot: 'b',
    isTrial: false,
    updatedAt: Date.UTC(2026, 5, 1),
    lookedAt: null,
    pending: 2,
    reason: 'It is tried in the night.',
  },
  cameras: [],
});
const kept = { files: 1, bytes: 10, oldestAt: 9e15 };
const storage = {
  pictures: kept,
  thumbnails: kept,
  videos: kept,
  quarantine: { files: 0, bytes: 0, oldestAt: null },
  lockedBytes: 0,
  bytesPerHour: 1_000,
  earlyInSeconds: 3_600,
  lossInSeconds: null,
  card: 'well',
  memoryBytes: 0,
};

describe('the history of a device', () => {
  let app: TestApp;
  let person: TestPerson;
  let site: TestSite;
  const bootEpoch = randomUUID();
  beforeAll(async () => {
    app = await startTestApp();
    person = await app.newPerson();
    site = await newTestSite(app, person.organisationId);
    const records = [
      telemetryRecord({ bootEpoch, sequence: 1 }, { cpuPercent: 10, temperatureC: 60 }),
      telemetryRecord(
        { bootEpoch, sequence: 2 },
        { cpuPercent: 30, temperatureC: 84, condition: condition(['throttled'], 20), storage },
      ),
    ];
    expect((await site.sendRecords(records)).ok).toBe(true);
  });
  afterAll(() => app.close());

  const devicePath = () => `/v1/devices/${idFromUuid('device', site.workerId)}`;

  it('has the middle and the worst of each step, from devices that say little and from others', async () => {
    const response = await person.fetch(`${devicePath()}/history?hours=1`);
    expect(response.status).toBe(200);
    const { points, step_seconds } = (await response.json()) as DeviceHistory;
    expect(step_seconds).toBe(30);
    expect(points).toEqual([
      expect.objectContaining({
        cpu_percent: 20,
        temperature_c: 84,
        strained: true,
        signal_dbm: -60,
        round_trip_ms: 20,
      }),
    ]);
  });

  it('does not stand in the way of what the device says now', async () => {
    const device = (await (await person.fetch(devicePath())).json()) as Device;
    expect(device.health?.condition).toMatchObject({
      power: { now: ['throttled'] },
      card: { years_left: 12.5 },
      system: {
        slot: 'b',
        updated_at: '2026-06-01T00:00:00.000Z',
        looked_at: null,
        pending: 2,
        reason: 'It is tried in the night.',
      },
    });
    expect(device.health?.storage).toMatchObject({
      early_in_seconds: 3_600,
      pictures: { files: 1, oldest_at: null },
    });
  });
});
