import { describe, expect, it } from '@jest/globals';
import { telemetryBodySchema } from '@eyrie/contracts';
import { Journal, SimulatedDisk } from '@eyrie/journal';
import { createLogger } from '@eyrie/platform';
import { Ledger } from '../media/ledger.ts';
import { Outbox } from '../records/outbox.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { newUuid } from '../uuid.ts';
import { Heartbeat } from './heartbeat.ts';
import { cpuPercent, type SystemReading } from './system-reader.ts';

const startMs = Date.parse('2026-06-01T12:00:00.000Z');
const reading: SystemReading = {
  cpuBusy: 10,
  cpuTotal: 100,
  memoryUsedBytes: 1,
  memoryTotalBytes: 2,
  diskUsedBytes: 3,
  diskTotalBytes: 4,
  temperatureC: null,
  uptimeSeconds: 5,
};

async function rig() {
  const disk = new SimulatedDisk({ seed: 1 });
  const records = await Journal.open({ directory: '/records', disk });
  const accounts = await Journal.open({ directory: '/ledger', disk });
  const clock = new ManualClock(startMs);
  const outbox = await Outbox.open({ journal: records.journal, bootEpoch: newUuid(startMs) });
  const every: { seconds: number | null } = { seconds: null };
  let busy = 0;
  const heartbeat = new Heartbeat({
    outbox,
    ledger: await Ledger.open(accounts.journal),
    readSystem: async () => ({ ...reading, cpuBusy: (busy += 50), cpuTotal: busy * 2 }),
    clock,
    log: createLogger({ name: 'test', level: 'silent' }),
    version: '1.2.3',
    everySeconds: () => every.seconds,
  });
  return { clock, outbox, heartbeat, every };
}

describe('the heartbeat', () => {
  it('beats as often as it is configured, and not before it is', async () => {
    const { clock, outbox, heartbeat, every } = await rig();
    heartbeat.start();
    await clock.advance(10_000);
    expect(outbox.records).toBe(0);
    every.seconds = 30;
    await clock.advance(61_000);
    expect(outbox.records).toBe(3);
    await heartbeat.stop();
    const [sent] = await outbox.take(clock.now(), 1);
    const record = JSON.parse(sent!.payload) as { body: unknown };
    expect(record).toMatchObject({ kind: 'telemetry', priority: 'low', ttlSeconds: 3_600 });
    expect(telemetryBodySchema.parse(record.body)).toMatchObject({
      cpuPercent: 50,
      version: '1.2.3',
    });
  });

  it('reports the share of the processor since the beat before', () => {
    const later = { ...reading, cpuBusy: 35, cpuTotal: 200 };
    expect(cpuPercent(reading, later)).toBe(25);
    expect(cpuPercent(later, later)).toBe(0);
  });
});
