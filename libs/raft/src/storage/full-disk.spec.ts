import { describe, expect, it } from '@jest/globals';
import { JournalFailed, JournalFull, SimulatedDisk } from '@eyrie/journal';
import { foundingConfState } from '../core/membership.ts';
import type { Persist } from '../core/ready.ts';
import { Wal } from './wal.ts';

function open(disk: SimulatedDisk) {
  return Wal.open({
    disk,
    directory: '/raft',
    nodeId: 1,
    clusterId: 'site-1',
    founding: foundingConfState([1, 2, 3]),
    drawIncarnation: () => '00112233aabbccdd',
  });
}

function persist(seq: number, term: number, dataBytes: number | null): Persist {
  const entry = { term, index: 1, type: 'normal', data: new Uint8Array(dataBytes ?? 0) } as const;
  return {
    seq,
    hardState: { term, vote: 2, commit: 0 },
    entries: dataBytes === null ? [] : [entry],
    mustSync: true,
    then: [],
  };
}

describe('a log on a full disk', () => {
  it('writes all of it when what was refused is tried again, its term and vote too', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { wal } = await open(disk);
    await wal.append([persist(1, 1, null)]);
    disk.setCapacity(disk.usedBytes);
    const refused = persist(2, 5, 300_000);
    await expect(wal.append([refused])).rejects.toBeInstanceOf(JournalFull);
    await expect(wal.append([refused], true)).rejects.toBeInstanceOf(JournalFull);
    disk.setCapacity(Number.MAX_SAFE_INTEGER);
    await wal.append([refused]);
    disk.cutPower('drop');
    const { hardState, entries } = await open(disk);
    expect(hardState).toMatchObject({ term: 5, vote: 2 });
    expect(entries).toHaveLength(1);
  });

  it('takes term and vote into its reserve, and entries only when they are urgent', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { wal } = await open(disk);
    await wal.append([persist(1, 1, null)]);
    disk.setCapacity(disk.usedBytes);
    await expect(wal.append([persist(2, 2, 20_000)])).rejects.toBeInstanceOf(JournalFull);
    await wal.append([persist(2, 2, null)]);
    disk.setCapacity(disk.usedBytes);
    await expect(wal.append([persist(3, 2, 20_000)])).rejects.toBeInstanceOf(JournalFull);
    disk.cutPower('drop');
    expect((await open(disk)).hardState).toMatchObject({ term: 2, vote: 2 });
  });

  it.each(['unlink', 'fsyncDirectory', 'fdatasync'] as const)(
    'F04: fails for good when the past is forgotten and a %s is refused; what was written stays',
    async (operation) => {
      const disk = new SimulatedDisk({ seed: 1 });
      const { wal } = await open(disk);
      await wal.append([persist(1, 1, 100_000)]);
      const snapshot = { id: 'a', index: 7, term: 2, confState: foundingConfState([1, 2, 3]) };
      const beginning = { ...persist(2, 2, null), snapshot } as Persist;
      // The truncation after the first beginning ends the segment, the one after the second frees it.
      await wal.append([beginning]);
      const later = { ...persist(3, 3, null), snapshot: { ...snapshot, id: 'b', index: 9 } };
      const skip = { unlink: 0, fsyncDirectory: 1, fdatasync: 3 }[operation];
      disk.failNext(operation, 'EIO', { skip });
      await expect(wal.append([later as Persist])).rejects.toBeInstanceOf(JournalFailed);
      // A second attempt would write the batch twice, and be told that all is well.
      const syncs = disk.count('fdatasync');
      await expect(wal.append([later as Persist])).rejects.toBeInstanceOf(JournalFailed);
      expect(disk.count('fdatasync')).toBe(syncs);
      await wal.close().catch(() => undefined);
      disk.cutPower('drop');
      const recovered = await open(disk);
      expect(recovered.snapshot).toMatchObject({ id: 'b', index: 9 });
      expect(recovered.hardState).toMatchObject({ term: 3, vote: 2 });
    },
  );

  it('begins anew where the past cannot be forgotten yet, and writes that once', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { wal } = await open(disk);
    await wal.append([persist(1, 1, 10)]);
    // The batch goes through; the truncation behind it finds no room, neither at once nor again.
    disk.failNext('pwrite', 'ENOSPC', { skip: 1, times: 2 });
    const snapshot = { id: 'a', index: 7, term: 2, confState: foundingConfState([1, 2, 3]) };
    const beginning = { ...persist(2, 2, null), snapshot } as Persist;
    await expect(wal.append([beginning])).resolves.toBe(true);
    await wal.append([persist(3, 3, null)]);
    disk.cutPower('drop');
    const recovered = await open(disk);
    expect(recovered.snapshot).toMatchObject({ index: 7, term: 2 });
    expect(recovered.hardState).toMatchObject({ term: 3 });
  });
});
