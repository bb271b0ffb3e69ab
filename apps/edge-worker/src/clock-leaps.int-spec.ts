import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from './testing/eventually.ts';
import { TestSite } from './testing/test-site.ts';
import { WorkerChild } from './testing/worker-child.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
const yearMs = 365 * 86_400_000;

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

describe('a worker process whose clock leaps', () => {
  it('captures on, ten years ahead and twenty behind, loses nothing and is never started anew', async () => {
    const site = await TestSite.create();
    cleanUp.push(() => site.remove());
    const leader = await site.leader();
    await leader.start();
    cleanUp.push(() => leader.kill());
    const shift = path.join(site.dataFolder, 'shift');
    const child = WorkerChild.start(site.dataFolder, {
      PROVISION_URL: site.cloudUrl,
      PROVISION_TOKEN: 'a-token-of-at-least-sixteen',
      EYRIE_MDNS_INTERFACE: '127.0.0.1',
      EYRIE_MDNS_PORT: String(20_000 + (process.pid % 20_000)),
      EYRIE_STATIC_COORDINATORS: `127.0.0.1:1:${leader.mqttPort}:${leader.relayPort}@1`,
      EYRIE_DISK_RESERVE_BYTES: '0',
      NODE_OPTIONS: `--require ${path.join(import.meta.dirname, 'testing/shifted-clock.cjs')}`,
      SHIFTED_CLOCK_FILE: shift,
    });
    cleanUp.push(() => child.end('SIGKILL'));
    const captured = async () => (await child.status())?.framesCaptured ?? 0;
    const more = async (frames: number): Promise<void> => {
      const before = await captured();
      await eventually(
        async () => (await captured()) >= before + frames,
        () => child.lines.slice(-30).join('\n'),
        40_000,
      );
    };
    await more(3);
    const bootEpoch = (await child.status())?.bootEpoch;
    for (const leapMs of [10 * yearMs, -20 * yearMs, 0]) {
      await writeFile(shift, String(leapMs));
      await more(4);
    }
    await eventually(
      () => {
        const frames = framesOf();
        return (
          frames.length >= 15 &&
          frames.slice(0, 15).every(({ image }) => site.cloud.blobs.has(image.sha256))
        );
      },
      () => `${framesOf().length} frames\n${child.lines.slice(-30).join('\n')}`,
      40_000,
    );
    function framesOf() {
      return site.cloud.all().flatMap((record) => (record.kind === 'frame' ? [record.body] : []));
    }
    const years = new Set(framesOf().map(({ slotAt }) => new Date(slotAt).getUTCFullYear()));
    const year = new Date().getUTCFullYear();
    expect([...years].sort()).toEqual([year - 20, year, year + 10]);
    // A time before this software was written is none that it believes.
    const behind = framesOf().filter(({ slotAt }) => Date.parse(slotAt) < Date.UTC(2026, 0, 1));
    expect(behind.map(({ clockTrusted }) => clockTrusted)).not.toContain(true);
    for (const { have } of site.cloud.records.receipts()) expect(have).toHaveLength(1);
    expect([child.exitCode, (await child.status())?.bootEpoch]).toEqual([null, bootEpoch]);
  }, 180_000);
});
