import { describe, expect, it } from '@jest/globals';
import { CrashStates, subsets } from './crash-states.ts';
import { MemoryDisk } from './memory-disk.ts';
import { exploreWal } from './wal-explorer.ts';

describe('the explorer of power cuts', () => {
  it('finds nothing lost in any disk that a cut can leave', async () => {
    const { points, images, mostPending } = await exploreWal({
      seed: 1,
      operations: 60,
      isTwice: false,
    });
    expect(points).toBeGreaterThan(100);
    expect(images).toBeGreaterThan(400);
    expect(mostPending).toBeGreaterThan(2);
  });

  it('would find a write that is acknowledged before it is synced', async () => {
    const states = new CrashStates();
    const disk = new MemoryDisk(undefined, (change) => states.add(change));
    const file = await disk.open('/x', 'create');
    await file.pwrite(new Uint8Array(1000).fill(7), 0);
    // A name and two sectors: any of eight disks.
    const contents = [...states.images()].map(({ names, files }) => {
      const number = names.get('/x');
      return number === undefined
        ? null
        : [...(files.get(number) ?? [])].filter((byte) => byte === 7).length;
    });
    expect(new Set(contents)).toEqual(new Set([null, 0, 512, 488, 1000]));
    await file.fdatasync();
    await disk.fsyncDirectory('/');
    expect([...states.images()]).toHaveLength(1);
  });

  it('tries every choice of up to four', () => {
    expect([...subsets(4, 4)]).toHaveLength(16);
    expect([...subsets(6, 4)]).toHaveLength(1 + 6 + 15 + 20 + 15);
  });
});
