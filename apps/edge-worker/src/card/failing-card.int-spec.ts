import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DeviceRecord, WorkerStatus } from '@eyrie/contracts';
import { eventually } from '../testing/eventually.ts';
import { SmallCard } from '../testing/small-card.ts';
import { TestSite } from '../testing/test-site.ts';
import { WorkerChild } from '../testing/worker-child.ts';

const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function workerOnSmallCard() {
  const site = await TestSite.create();
  cleanUp.push(() => site.remove());
  const leader = await site.leader();
  await leader.start();
  cleanUp.push(() => leader.kill());
  const card = await SmallCard.insert(site.dataFolder, 24);
  cleanUp.push(() => card.remove());
  const memory = await mkdtemp(path.join(tmpdir(), 'eyrie-memory-'));
  cleanUp.push(() => rm(memory, { recursive: true, force: true }));
  const start = (): WorkerChild => {
    const environment = {
      PROVISION_URL: site.cloudUrl,
      PROVISION_TOKEN: 'a-token-of-at-least-sixteen',
      EYRIE_MDNS_INTERFACE: '127.0.0.1',
      EYRIE_MDNS_PORT: String(20_000 + (process.pid % 20_000)),
      EYRIE_STATIC_COORDINATORS: `127.0.0.1:1:${leader.mqttPort}:${leader.relayPort}@1`,
      EYRIE_DISK_RESERVE_BYTES: String(2 * 1024 * 1024),
      EYRIE_MEMORY_FOLDER: memory,
      EYRIE_MEMORY_BYTES: String(8 * 1024 * 1024),
    };
    const child = WorkerChild.start(site.dataFolder, environment, card);
    cleanUp.push(() => child.end('SIGKILL'));
    return child;
  };
  return { site, card, start };
}

async function until(
  child: WorkerChild,
  holds: (status: WorkerStatus) => boolean,
  ms = 40_000,
): Promise<WorkerStatus> {
  let last: WorkerStatus | null = null;
  await eventually(
    async () => {
      last = await child.status();
      return last !== null && holds(last);
    },
    () => `${JSON.stringify(last)}\n${child.lines.slice(-30).join('\n')}`,
    ms,
  );
  return last!;
}

const framesOf = (records: readonly DeviceRecord[]) =>
  records.flatMap((record) => (record.kind === 'frame' ? [record.body] : []));

const codesOf = (records: readonly DeviceRecord[]) =>
  records.flatMap((record) => (record.kind === 'event' ? [record.body.data['code']] : []));

describe('a worker process whose card fails', () => {
  it('goes on from memory on a card that is full to the last byte, says so, and recovers by itself', async () => {
    const { site, card, start } = await workerOnSmallCard();
    const child = start();
    const { bootEpoch } = await until(child, ({ framesCaptured }) => framesCaptured >= 2);
    await card.fill();
    const full = await until(child, (status) => status.card?.state === 'full');
    // Whatever it gives back is taken by others as well.
    await card.fill();
    await until(child, ({ framesCaptured }) => framesCaptured >= full.framesCaptured + 5);
    await card.fill();
    const late = await until(child, (s) => s.framesCaptured >= full.framesCaptured + 8);
    expect(codesOf(site.cloud.all())).toContain('card.full');
    const sent = framesOf(site.cloud.all());
    expect(sent.length).toBeGreaterThan(full.framesCaptured);
    await card.empty();
    const well = await until(child, (status) => status.card?.state === 'well');
    expect(well.card).toMatchObject({ entriesInMemory: 0, bytesInMemory: 0 });
    await until(child, (s) => s.framesCaptured > late.framesCaptured + 2);
    expect(codesOf(site.cloud.all())).toContain('card.well');
    expect([child.exitCode, (await child.status())?.bootEpoch]).toEqual([null, bootEpoch]);
    await drained(site, child);
  }, 180_000);

  it('stays up when the card is read-only at its start, sends what it takes, and starts anew when it is not', async () => {
    const { site, card, start } = await workerOnSmallCard();
    let child = start();
    await until(child, ({ framesCaptured }) => framesCaptured >= 2);
    await child.end('SIGTERM');
    const before = framesOf(site.cloud.all()).length;
    await card.turn('ro');
    child = start();
    await eventually(
      () => framesOf(site.cloud.all()).length >= before + 4,
      () => child.lines.slice(-30).join('\n'),
      60_000,
    );
    expect(child.exitCode).toBeNull();
    expect(codesOf(site.cloud.all())).toContain('card.failed');
    await card.turn('rw');
    // It has never read what the card had: a start does, and whoever supervises it starts it.
    await eventually(
      () => child.exitCode !== null,
      () => child.lines.slice(-30).join('\n'),
      60_000,
    );
    expect(child.exitCode).toBe(0);
    child = start();
    await until(child, (s) => s.framesCaptured >= 2 && s.card?.state === 'well');
    await drained(site, child);
  }, 180_000);
});

/** Every record and every picture that a record names is in the cloud, once. */
async function drained(site: TestSite, child: WorkerChild): Promise<void> {
  await eventually(
    async () => {
      const frames = framesOf(site.cloud.all());
      return frames.slice(0, -2).every(({ image }) => site.cloud.blobs.has(image.sha256));
    },
    () => child.lines.slice(-30).join('\n'),
    40_000,
  );
  const frames = framesOf(site.cloud.all());
  expect(new Set(frames.map(({ slotAt }) => slotAt)).size).toBe(frames.length);
  for (const { have } of site.cloud.records.receipts()) expect(have).toHaveLength(1);
}
