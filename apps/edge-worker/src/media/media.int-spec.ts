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
import type { DeviceEvents } from '../records/device-events.ts';
import { Janitor, type JanitorOptions } from './janitor.ts';
import type { Ledger } from './ledger.ts';
import { LockedRanges } from './locked-ranges.ts';
import { hashesOf } from './reconcile.ts';
import type { Relay, UploadVerdict } from './relay.ts';
import { ReserveFile } from './reserve-file.ts';
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

function startUploader(
  store: WorkerStore,
  verdict: (sha256: string) => UploadVerdict,
  has: (sha256: string) => boolean | null = () => null,
) {
  const sent: string[] = [];
  const relay: Relay = {
    put: async (_file, { sha256 }) => {
      sent.push(sha256);
      return verdict(sha256);
    },
    has: async (sha256) => has(sha256),
  };
  const uploader = new Uploader({ ...store.parts, relay });
  uploader.start();
  cleanUp.push(() => uploader.stop());
  return { sent, uploader };
}

interface JanitorWish {
  readonly free: () => number;
  readonly keepSeconds?: number;
  readonly whenFull?: 'stop' | 'drop_oldest';
  readonly locked?: LockedRanges;
  readonly elapsedMs?: () => number;
}

const janitorOf = (store: WorkerStore, wish: JanitorWish): Janitor =>
  new Janitor(janitorOptions(store, wish));

function janitorOptions(store: WorkerStore, wish: JanitorWish = { free: () => 0 }): JanitorOptions {
  const { free, keepSeconds = 0, whenFull = 'drop_oldest', locked = new LockedRanges() } = wish;
  const limit = { keepMs: keepSeconds * 1000, bytesMax: Infinity };
  return {
    ...store.parts,
    freeBytes: async () => free(),
    rules: () => ({
      limits: { pictures: limit, thumbnails: limit, videos: limit },
      reserveBytes: 1_000,
      whenFull,
    }),
    quarantineLimit: () => ({ keepMs: Infinity, bytesMax: Infinity }),
    locked,
    reserve: new ReserveFile(path.join(store.folder, 'reserve'), 0),
    everyMs: 1_000,
    ...(wish.elapsedMs ? { elapsedMs: wish.elapsedMs } : {}),
  };
}

const eventsOf = async (store: WorkerStore, type: string) =>
  (await store.unsent()).flatMap(({ kind, body }) =>
    kind === 'event' && 'type' in body && body.type === type ? [body.data] : [],
  );

const blobsOnDisk = async (store: WorkerStore): Promise<number> => {
  let count = 0;
  for await (const file of store.files.list()) count += file.sha256.length > 0 ? 1 : 0;
  return count;
};

describe('media on the disk', () => {
  it('are deleted only when bytes and record are both in the cloud', async () => {
    const store = await openStore();
    await store.capture(camera, testPlace, slots);
    const janitor = janitorOf(store, { free: () => 5_000 });
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

  it('go again to a cloud that went back to an earlier moment, where it says that it lacks them', async () => {
    const store = await openStore();
    await store.capture(camera, testPlace, slots);
    const kept = new Set<string>();
    const silent = new Set<string>();
    const { sent, uploader } = startUploader(
      store,
      (sha256) => {
        kept.add(sha256);
        return { type: 'stored' };
      },
      // Nobody answers the first question of each.
      (sha256) => (silent.delete(sha256) ? null : kept.has(sha256)),
    );
    await eventually(
      () => store.ledger.backlog.blobs === 0,
      () => 'not all stored',
    );
    const [first = '', second = '', third = '', ...rest] = sent.splice(0);
    expect(rest).toHaveLength(3);
    for (const lost of [first, second, third]) kept.delete(lost);
    for (const sha256 of [first, ...rest]) silent.add(sha256);
    const records = await store.unsent();
    const blob = store.ledger.find(third);
    if (!blob) throw new Error('The ledger does not know what was sent.');
    await store.files.delete(blob);
    uploader.doubtLately();
    // By their records as well, which asks and sends no more often.
    for (const record of records) uploader.doubt(hashesOf(record));
    await eventually(
      () => kept.has(first) && kept.has(second) && silent.size === 0,
      () => `${kept.size} are there, ${silent.size} not asked for`,
    );
    await eventually(
      () => store.ledger.find(third) === null,
      () => 'what is not on the disk is not given up',
    );
    expect(sent.sort()).toEqual([first, second].sort());
    const [missing] = await eventsOf(store, 'system.error');
    expect(missing).toMatchObject({ code: 'media.missing', sha256: third });
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

  it('stop being captured when nothing may go, and that is said before', async () => {
    const store = await openStore();
    await store.capture(camera, testPlace, slots);
    const wish = { free: () => 100, keepSeconds: 3_600, whenFull: 'stop' } as const;
    const janitor = janitorOf(store, wish);
    await store.capture(camera, testPlace, [noonMs + 15_000]);
    await janitor.tidy();
    expect(janitor.hasRoom).toBe(false);
    expect(await blobsOnDisk(store)).toBe(8);
    expect(await eventsOf(store, 'storage.warning')).toMatchObject([
      { code: 'storage.stop_ahead', free_bytes: 100 },
    ]);
  });

  it('that only this device has are given up a minute after it was said, by hours, and named', async () => {
    const clock = new ManualClock(noonMs);
    const store = await openStore(clock);
    await store.capture(camera, testPlace, slots);
    await clock.advance(3_600_000);
    await store.capture(camera, testPlace, [noonMs + 3_600_000]);
    let elapsed = 0;
    let free = 100;
    const janitor = janitorOf(store, { free: () => free, elapsedMs: () => elapsed });
    expect(await janitor.tidy()).toBe(0);
    elapsed += 59_000;
    expect(await janitor.tidy()).toBe(0);
    expect(await eventsOf(store, 'storage.dropped')).toEqual([]);
    const [warning, ...others] = await eventsOf(store, 'storage.warning');
    expect(others).toEqual([]);
    expect(warning).toMatchObject({ code: 'storage.loss_ahead', will_go: { files: 6 } });
    elapsed += 1_000;
    expect(await janitor.tidy()).toBe(6);
    free = 5_000;
    await janitor.tidy();
    expect(await blobsOnDisk(store)).toBe(2);
    expect(await eventsOf(store, 'storage.dropped')).toMatchObject([
      {
        files: 6,
        cameras: [
          {
            camera_id: camera.cameraId,
            frames: 3,
            from: new Date(noonMs).toISOString(),
            to: new Date(noonMs + 10_000).toISOString(),
          },
        ],
      },
    ]);
    // The warning stands in the journal before the loss.
    const order = (await store.unsent()).flatMap(({ body }) => ('type' in body ? [body.type] : []));
    expect(order.indexOf('storage.warning')).toBeLessThan(order.indexOf('storage.dropped'));
  });

  it('are not given up where the word of it cannot be written down', async () => {
    const store = await openStore();
    await store.capture(camera, testPlace, slots);
    let elapsed = 0;
    const janitor = new Janitor({
      ...janitorOptions(store),
      events: { emit: async () => false } as unknown as DeviceEvents,
      elapsedMs: () => elapsed,
    });
    for (let round = 0; round < 3; round += 1, elapsed += 120_000) {
      expect(await janitor.tidy()).toBe(0);
    }
    expect(await blobsOnDisk(store)).toBe(6);
  });

  it('stay, with their small pictures, for as long as their range is locked', async () => {
    const store = await openStore();
    await store.capture(camera, testPlace, slots);
    await store.ledger.write(
      [...store.ledger.all()].map(({ sha256 }) => ({ op: 'stored', sha256 })),
    );
    store.outbox.applyReceipts([{ bootEpoch: store.outbox.bootEpoch, have: [[1, 3]] }]);
    const locked = new LockedRanges();
    const range = { cameraId: camera.cameraId, from: new Date(slots[1]!), to: new Date(slots[2]!) };
    locked.set([{ ...range, from: range.from.toISOString(), to: range.to.toISOString() }]);
    const janitor = janitorOf(store, { free: () => 0, locked });
    expect(await janitor.tidy()).toBe(4);
    expect(await blobsOnDisk(store)).toBe(2);
    expect(janitor.usage?.lockedBytes).toBeGreaterThan(0);
    locked.set([]);
    expect(await janitor.tidy()).toBe(2);
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
