import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { JournalFull } from '@eyrie/journal';
import { systemClock } from '../clock.ts';
import { eventually } from '../testing/eventually.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { noonMs, testCamera, testPlace } from '../testing/test-camera.ts';
import { WorkerStore } from '../testing/worker-store.ts';
import { Janitor } from './janitor.ts';
import type { Ledger } from './ledger.ts';
import type { Relay, UploadVerdict } from './relay.ts';
import { Uploader } from './uploader.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
const camera = { ...testCamera(), timelapse: null };
const slots = [0, 5, 10].map((s) => noonMs + s * 1000);

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function openStore(clock = systemClock, folder?: string): Promise<WorkerStore> {
  const store = await WorkerStore.open(clock, folder);
  cleanUp.push(async () => {
    await store.close();
    await store.remove();
  });
  return store;
}

function startUploader(store: WorkerStore, verdict: (sha256: string) => UploadVerdict) {
  const sent: string[] = [];
  const relay: Relay = {
    put: async (_file, { sha256 }) => {
      sent.push(sha256);
      return verdict(sha256);
    },
    has: async () => null,
  };
  const uploader = new Uploader({ ...store.parts, relay });
  uploader.start();
  cleanUp.push(() => uploader.stop());
  return { sent };
}

function janitorOf(store: WorkerStore, freeBytes: () => number, keepSeconds = 0): Janitor {
  return new Janitor({
    ...store.parts,
    freeBytes: async () => freeBytes(),
    reserveBytes: () => 1_000,
    keepSeconds: () => keepSeconds,
    everyMs: 1_000,
  });
}

const blobsOnDisk = async (store: WorkerStore): Promise<number> => {
  let count = 0;
  for await (const file of store.files.list()) count += file.sha256.length > 0 ? 1 : 0;
  return count;
};

describe('media on the disk', () => {
  it('are deleted only when bytes and record are both in the cloud', async () => {
    const store = await openStore();
    await store.capture(camera, testPlace, slots);
    const janitor = janitorOf(store, () => 0);
    expect(await janitor.tidy()).toBe(0);
    const failures = new Map<string, number>();
    startUploader(store, (sha256) => {
      const tries = (failures.get(sha256) ?? 0) + 1;
      failures.set(sha256, tries);
      if (tries > 1) return { type: 'stored' };
      return { type: 'later', reason: '500', isLink: false, retryAfterMs: null };
    });
    await eventually(
      () => store.ledger.backlog.blobs === 0,
      () => 'not all stored',
    );
    expect(await janitor.tidy()).toBe(0);
    expect(await blobsOnDisk(store)).toBe(6);
    const bootEpoch = store.outbox.bootEpoch;
    await store.unsent();
    store.outbox.applyReceipts([{ bootEpoch, have: [[1, 3]] }]);
    expect(await janitor.tidy()).toBe(6);
    expect(await blobsOnDisk(store)).toBe(0);
  });

  it('are set aside, and told of, when the cloud refuses them for good', async () => {
    const store = await openStore();
    await store.capture(camera, testPlace, slots.slice(0, 1));
    startUploader(store, () => ({ type: 'refused', status: 422, reason: 'damaged' }));
    await eventually(
      () => store.ledger.backlog.blobs === 0,
      () => 'not given up',
    );
    await eventually(
      () => store.outbox.records === 3,
      () => `${store.outbox.records} records`,
    );
    expect(await readdir(path.join(store.folder, 'quarantine'))).toHaveLength(2);
    const types = (await store.unsent()).map(({ kind, body }) =>
      'type' in body ? body.type : kind,
    );
    expect(types.filter((type) => type === 'system.error')).toHaveLength(2);
  });

  it('warn before they go early, and stop capture when nothing may go', async () => {
    const store = await openStore();
    await store.capture(camera, testPlace, slots);
    const janitor = janitorOf(store, () => 100, 3_600);
    await janitor.tidy();
    expect(janitor.hasRoom).toBe(false);
    expect(await blobsOnDisk(store)).toBe(6);
    const warnings = (await store.unsent()).filter(
      ({ kind, body }) => kind === 'event' && 'type' in body && body.type === 'storage.warning',
    );
    expect(warnings).toHaveLength(1);
  });

  it('are found again after a crash between the record and the account', async () => {
    const clock = new ManualClock(noonMs);
    const store = await WorkerStore.open(clock);
    const full = new JournalFull('/ledger', new Error('full'));
    const broken = { write: () => Promise.reject(full) } as unknown as Ledger;
    await store.capture(camera, testPlace, slots.slice(0, 1), store.intake(broken));
    // Without its account the record is not sent.
    expect(await store.unsent()).toEqual([]);
    await store.files.write(randomBytes(10), 'image/jpeg');
    await store.close();
    const again = await openStore(clock, store.folder);
    expect(again.found).toEqual({ adopted: 2, missing: [], orphans: 1 });
    expect(again.ledger.backlog.blobs).toBe(2);
    expect(await again.unsent()).toHaveLength(1);
  });

  it('that are missing are told of and do not stop the start', async () => {
    const clock = new ManualClock(noonMs);
    const store = await WorkerStore.open(clock);
    await store.capture(camera, testPlace, slots.slice(0, 1));
    const blobs = [...store.ledger.all()];
    for (const blob of blobs) await store.files.delete(blob);
    await store.ledger.write(blobs.map(({ sha256 }) => ({ op: 'gone', sha256 })));
    await store.close();
    const again = await openStore(clock, store.folder);
    expect([...again.found.missing].sort()).toEqual(blobs.map(({ sha256 }) => sha256).sort());
  });
});
