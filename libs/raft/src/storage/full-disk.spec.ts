import { describe, expect, it } from '@jest/globals';
import { JournalFull, SimulatedDisk } from '@eyrie/journal';
import { foundingConfState } from '../core/membership.ts';
import type { Persist } from '../core/raw-node.ts';
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
    await expect(wal.append([persist(2, 2, 10)])).rejects.toBeInstanceOf(JournalFull);
    await wal.append([persist(2, 2, null)]);
    disk.setCapacity(disk.usedBytes);
    await expect(wal.append([persist(3, 2, 10)])).rejects.toBeInstanceOf(JournalFull);
    disk.cutPower('drop');
    expect((await open(disk)).hardState).toMatchObject({ term: 2, vote: 2 });
  });

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
