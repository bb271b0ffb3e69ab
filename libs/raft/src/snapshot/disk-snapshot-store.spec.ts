import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { type CutMode, SimulatedDisk } from '@eyrie/journal';
import { prng } from '../core/prng.ts';
import { NOTHING } from '../core/state.ts';
import type { SnapshotMeta } from '../core/types.ts';
import { DiskSnapshotStore } from './disk-snapshot-store.ts';
import {
  SnapshotDamaged,
  SnapshotMismatch,
  SnapshotMissing,
  SnapshotNoSpace,
  SnapshotVersionUnknown,
} from './errors.ts';
import { BLOCK_BYTES, type SnapshotInfo } from './snapshot-format.ts';

const directory = '/raft/snapshots';
const MODES: readonly CutMode[] = ['drop', 'keep', 'torn', 'reorder'];

function metaAt(index: number): SnapshotMeta {
  const confState = { ...NOTHING.confState, voters: [1, 2, 3], learners: [9], index: 4 };
  return { id: `3-${index}`, index, term: 3, confState };
}

/** Content that tells its snapshot, its length and every place in it apart. */
function contentOf(seed: number, length: number): Uint8Array {
  const rng = prng(seed);
  return Uint8Array.from({ length }, () => rng.next() & 0xff);
}

async function* pieces(content: Uint8Array, size = 50_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

function infoOf(meta: SnapshotMeta, content: Uint8Array): SnapshotInfo {
  return { meta, lengthBytes: content.length, sha256: hashOf(content) };
}

/** Comparing these is quick; element by element is not. */
function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function openStore(disk: SimulatedDisk, reserveBytes = 0): Promise<DiskSnapshotStore> {
  return DiskSnapshotStore.open({ disk, directory, reserveBytes });
}

async function readAll(store: DiskSnapshotStore, id: string): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const piece of store.read(id)) all.push(piece);
  return hashOf(Buffer.concat(all));
}

/** What a sender would do; ends early, as a cut would, once `until` is passed. */
async function feed(
  store: DiskSnapshotStore,
  info: SnapshotInfo,
  content: Uint8Array,
  until = Infinity,
): Promise<number> {
  const incoming = await store.receive(info);
  const from = incoming.offset;
  for (let at = from; at < content.length && at < until; at += 30_000) {
    await incoming.write(at, content.subarray(at, at + 30_000));
  }
  if (until < content.length) await incoming.stop();
  else await incoming.finish();
  return from;
}

describe('a snapshot store', () => {
  it.each([0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 300_000])(
    'gives back %i bytes as they were, after a restart too',
    async (length) => {
      const disk = new SimulatedDisk({ seed: 1 });
      const content = contentOf(1, length);
      const store = await openStore(disk);
      await store.write(metaAt(7), pieces(content));
      expect(await readAll(store, '3-7')).toBe(hashOf(content));
      disk.cutPower('drop');
      const again = await openStore(disk);
      expect(await again.list()).toEqual([metaAt(7)]);
      expect(await readAll(again, '3-7')).toBe(hashOf(content));
    },
  );

  it('lists the newest first, replaces the same id, and removes the older ones', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const store = await openStore(disk);
    for (const index of [5, 30, 7]) await store.write(metaAt(index), pieces(contentOf(index, 10)));
    await store.write(metaAt(30), pieces(contentOf(1, 20)));
    expect((await store.list()).map(({ index }) => index)).toEqual([30, 7, 5]);
    await store.removeBelow(30);
    await store.removeBelow(30);
    disk.cutPower('drop');
    const again = await openStore(disk);
    expect((await again.list()).map(({ index }) => index)).toEqual([30]);
    expect(await readAll(again, '3-30')).toBe(hashOf(contentOf(1, 20)));
    await expect(readAll(again, '3-7')).rejects.toBeInstanceOf(SnapshotMissing);
  });

  it('sets a damaged one aside, wherever it is damaged, and lists the one before', async () => {
    const size = 150_000;
    for (const offset of [0, 3, 12, 16, 70_000, size, size + 20, size + 150]) {
      const disk = new SimulatedDisk({ seed: 1 });
      const store = await openStore(disk);
      await store.write(metaAt(5), pieces(contentOf(5, 100)));
      await store.write(metaAt(6), pieces(contentOf(6, size)));
      const name = (await disk.list(directory)).at(-1)!;
      disk.damage(`${directory}/${name}`, offset);
      const again = await openStore(disk);
      expect(await again.list()).toEqual([metaAt(5)]);
      expect(again.damaged).toEqual([`${name}.damaged`]);
      expect(await disk.list(directory)).toContain(`${name}.damaged`);
    }
  });

  it('never gives out a byte that rotted after it was opened', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const store = await openStore(disk);
    await store.write(metaAt(6), pieces(contentOf(6, 200_000)));
    disk.damage(`${directory}/${(await disk.list(directory))[0]!}`, 100_000);
    await expect(readAll(store, '3-6')).rejects.toBeInstanceOf(SnapshotDamaged);
  });

  it('leaves alone what a later version wrote', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    await (await openStore(disk)).write(metaAt(6), pieces(contentOf(6, 10)));
    const names = await disk.list(directory);
    const file = await disk.open(`${directory}/${names[0]!}`, 'write');
    await file.pwrite(Uint8Array.of(9), 11);
    await expect(openStore(disk)).rejects.toBeInstanceOf(SnapshotVersionUnknown);
    expect(await disk.list(directory)).toEqual(names);
  });

  it('leaves the space alone that is set aside, and leaves nothing behind when it is full', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const store = await openStore(disk, 100_000);
    const content = contentOf(1, 400_000);
    await store.write(metaAt(1), pieces(contentOf(1, 10)));
    const used = disk.usedBytes;
    disk.setCapacity(used + 420_000);
    const info = infoOf(metaAt(9), content);
    await expect(store.receive(info)).rejects.toBeInstanceOf(SnapshotNoSpace);
    await store.removeBelow(1);
    await store.removeBelow(10);
    // Its own may use more of it: nothing else makes the log shorter.
    disk.setCapacity(430_000);
    await store.write(metaAt(10), pieces(content));
    await store.removeBelow(11);
    disk.setCapacity(300_000);
    await expect(store.write(metaAt(11), pieces(content))).rejects.toBeInstanceOf(SnapshotNoSpace);
    expect(disk.usedBytes).toBe(0);
  });

  it('passes a failed sync on, and lists nothing of it', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const store = await openStore(disk);
    disk.failNext('fdatasync', 'EIO');
    await expect(store.write(metaAt(1), pieces(contentOf(1, 10)))).rejects.toMatchObject({
      code: 'EIO',
    });
    expect(await store.list()).toEqual([]);
    expect(await (await openStore(disk)).list()).toEqual([]);
  });
});

describe('a snapshot that comes in pieces', () => {
  const content = contentOf(3, 500_000);
  const info = infoOf(metaAt(42), content);

  it.each(['in the same process', 'in the next'])(
    'F04: brings to the disk what a failed sync has lost, though it can still be read (%s)',
    async (where) => {
      const disk = new SimulatedDisk({ seed: 1 });
      const content = contentOf(3, 80 * BLOCK_BYTES);
      const info = infoOf(metaAt(42), content);
      let store = await openStore(disk);
      // Of another kind than EIO, which ends the process.
      disk.failNext('fdatasync', where === 'in the next' ? 'EIO' : 'ENOSPC');
      await expect(feed(store, info, content)).rejects.toThrow('fdatasync');
      if (where === 'in the next') {
        disk.killProcess();
        store = await openStore(disk);
      }
      expect(await feed(store, info, content)).toBeGreaterThan(60 * BLOCK_BYTES);
      disk.cutPower('drop');
      const again = await openStore(disk);
      expect(again.damaged).toEqual([]);
      expect(await readAll(again, '3-42')).toBe(hashOf(content));
    },
  );

  it('writes nothing again that is surely there', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const content = contentOf(3, 20 * BLOCK_BYTES);
    const info = infoOf(metaAt(42), content);
    const store = await openStore(disk);
    await feed(store, info, content, 10 * BLOCK_BYTES);
    const writes = disk.count('pwrite');
    await feed(store, info, content);
    expect(disk.count('pwrite') - writes).toBeLessThan(14);
  });

  it('goes on where it broke off, in the same process and in the next', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const store = await openStore(disk);
    expect(await feed(store, info, content, 100_000)).toBe(0);
    expect(await feed(store, info, content, 300_000)).toBe(BLOCK_BYTES);
    disk.killProcess();
    const again = await openStore(disk);
    expect(await again.list()).toEqual([]);
    expect(await feed(again, info, content)).toBe(4 * BLOCK_BYTES);
    expect(await again.list()).toEqual([metaAt(42)]);
    disk.cutPower('drop');
    expect(await readAll(await openStore(disk), '3-42')).toBe(hashOf(content));
  });

  it('starts anew when the source has other bytes, though index and length are the same', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const store = await openStore(disk);
    await feed(store, info, content, 300_000);
    const other = contentOf(4, content.length);
    expect(await feed(store, infoOf(metaAt(42), other), other)).toBe(0);
    expect(await readAll(store, '3-42')).toBe(hashOf(other));
    expect(await disk.list(directory)).toHaveLength(1);
  });

  it('starts anew at the first block that rotted meanwhile', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const store = await openStore(disk);
    await feed(store, info, content, 300_000);
    disk.damage(`${directory}/${(await disk.list(directory))[0]!}`, 2 * BLOCK_BYTES + 100);
    expect(await feed(await openStore(disk), info, content)).toBe(2 * BLOCK_BYTES);
  });

  it('refuses what is out of order, too long, too short or not what was announced', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const store = await openStore(disk);
    const incoming = await store.receive(info);
    await incoming.write(0, content.subarray(0, 10));
    for (const [offset, length] of [
      [0, 10],
      [11, 10],
      [10, content.length],
    ] as const) {
      const piece = contentOf(1, length);
      await expect(incoming.write(offset, piece)).rejects.toBeInstanceOf(SnapshotMismatch);
    }
    await expect(incoming.finish()).rejects.toBeInstanceOf(SnapshotMismatch);
    await incoming.stop();
    const spoilt = content.slice();
    spoilt[77]! ^= 1;
    await expect(feed(store, info, spoilt)).rejects.toBeInstanceOf(SnapshotMismatch);
    expect(await disk.list(directory)).toEqual([]);
    expect(await feed(store, info, content)).toBe(0);
  });

  it('is listed whole though it is offered again while it is being finished', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const store = await openStore(disk);
    const content = contentOf(1, 1000);
    const info = infoOf(metaAt(5), content);
    const first = await store.receive(info);
    await first.write(0, content);
    const finished = first.finish();
    const both = await Promise.all([store.receive(info), store.receive(info), finished]);
    for (const incoming of both.slice(0, 2)) await incoming?.stop();
    expect(await readAll(store, '3-5')).toBe(info.sha256);
  });

  it('gives way to another one that begins', async () => {
    const store = await openStore(new SimulatedDisk({ seed: 1 }));
    const first = await store.receive(info);
    await first.write(0, content.subarray(0, 100_000));
    expect(await feed(store, info, content)).toBe(BLOCK_BYTES);
    await expect(first.write(100_000, content.subarray(0, 1))).rejects.toBeInstanceOf(
      SnapshotMismatch,
    );
  });
});

describe('a power cut', () => {
  const old = contentOf(1, 1000);
  const fresh = contentOf(2, 200_000);

  async function survive(
    mode: CutMode,
    work: (store: DiskSnapshotStore) => Promise<void>,
  ): Promise<number> {
    for (let call = 1; ; call += 1) {
      const disk = new SimulatedDisk({ seed: call });
      await (await openStore(disk)).write(metaAt(5), pieces(old));
      const store = await openStore(disk);
      disk.cutPowerAtCall(disk.calls + call, mode);
      const isDone = await work(store).then(
        () => true,
        () => false,
      );
      const wasReached = !disk.isPowered;
      if (wasReached) disk.restorePower();
      else disk.cutPower(mode);
      // And once more while it recovers.
      disk.cutPowerAtCall(disk.calls + 1 + (call % 7), mode);
      await openStore(disk).catch(() => undefined);
      disk.restorePower();
      disk.cutPower('keep');
      const again = await openStore(disk);
      expect(again.damaged).toEqual([]);
      const ids = (await again.list()).map(({ id }) => id);
      if (isDone) expect(ids[0]).toBe('3-42');
      expect(ids.length).toBeGreaterThan(0);
      for (const id of ids) {
        expect(await readAll(again, id)).toBe(hashOf(id === '3-5' ? old : fresh));
      }
      // Whatever is left of it, the next attempt comes through.
      await feed(again, infoOf(metaAt(42), fresh), fresh);
      expect(await readAll(again, '3-42')).toBe(hashOf(fresh));
      await again.removeBelow(42);
      expect(await disk.list(directory)).toHaveLength(1);
      if (!wasReached) return call;
    }
  }

  it.each(MODES)('at any disk call of a write leaves whole ones alone (%s)', async (mode) => {
    const calls = await survive(mode, async (store) => {
      await store.write(metaAt(42), pieces(fresh));
      await store.removeBelow(42);
    });
    expect(calls).toBeGreaterThan(15);
  });

  it.each(MODES)('at any disk call of a reception leaves whole ones alone (%s)', async (mode) => {
    const info = infoOf(metaAt(42), fresh);
    const calls = await survive(mode, async (store) => {
      await feed(store, info, fresh, 100_000);
      await feed(store, info, fresh);
      await store.removeBelow(42);
    });
    expect(calls).toBeGreaterThan(20);
  });
});
