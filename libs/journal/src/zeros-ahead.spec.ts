import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { Journal, JournalFull, SimulatedDisk } from './index.ts';
import { SeededRandom } from './seeded-random.ts';

const directory = '/log';
const small = (n: number): Uint8Array[] => [new Uint8Array(200).fill(n)];

async function open(disk: SimulatedDisk, segmentBytesMax = 1024 * 1024) {
  const random = new SeededRandom(disk.calls + 1);
  const randomBytes = (count: number): Uint8Array => random.bytes(count);
  return Journal.open({ directory, disk, randomBytes, segmentBytesMax, reserveBytes: 0 });
}

async function sizes(disk: SimulatedDisk): Promise<number[]> {
  const names = (await disk.list(directory)).filter((name) => name.endsWith('.segment'));
  return Promise.all(
    names.map(async (name) => (await disk.open(join(directory, name), 'read')).size()),
  );
}

async function firstBytes(journal: Journal): Promise<number[]> {
  return (await journal.read(1)).map(({ payload }) => payload[0] ?? 0);
}

describe('zeros ahead of small batches', () => {
  it('let the file grow once for many of them', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { journal } = await open(disk);
    const seen = new Set<number>();
    for (let n = 1; n <= 100; n += 1) {
      await journal.append(small(n));
      seen.add((await sizes(disk))[0] ?? 0);
    }
    expect([...seen]).toEqual([16 * 1024, 32 * 1024]);
    await journal.append([new Uint8Array(40_000).fill(1)]);
    // One that is large brings no zeros.
    expect((await sizes(disk))[0]! % 1024).not.toBe(0);
  });

  it('are no torn batch when the process is killed, and gone once the log is closed', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { journal } = await open(disk);
    for (let n = 1; n <= 3; n += 1) await journal.append(small(n));
    disk.killProcess();
    const { journal: again, recovery } = await open(disk);
    expect(recovery).toEqual({ entries: 3, tornBytes: 0, quarantined: [], missing: [] });
    await again.append(small(4));
    await again.close();
    for (const size of await sizes(disk)) expect(size).toBeLessThan(1024);
    const { journal: last } = await open(disk);
    expect(await firstBytes(last)).toEqual([1, 2, 3, 4]);
  });

  it('are cut off durably before another segment begins', async () => {
    for (let call = 1; call <= 120; call += 1) {
      const disk = new SimulatedDisk({ seed: call });
      const { journal } = await open(disk, 2048);
      disk.cutPowerAtCall(disk.calls + call, 'drop');
      let acknowledged = 0;
      try {
        for (let n = 1; n <= 20; n += 1) {
          await journal.append(small(n));
          acknowledged = n;
        }
      } catch {
        // The power is gone.
      }
      if (disk.isPowered) break;
      disk.restorePower();
      const durable = (await sizes(disk)).slice(0, -1);
      // Up to the last batch that fits; zeros would fill it.
      for (const size of durable) expect(size).toBeLessThan(2048);
      const found = await firstBytes((await open(disk, 2048)).journal);
      expect(found.slice(0, acknowledged)).toEqual(
        Array.from({ length: acknowledged }, (_, at) => at + 1),
      );
    }
  });

  it('give way on a disk that has room for the batch alone', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { journal } = await open(disk);
    disk.setCapacity(disk.usedBytes + 2000);
    let taken = 0;
    const fill = async (): Promise<void> => {
      for (;;) {
        await journal.append(small(taken + 1));
        taken += 1;
      }
    };
    await expect(fill()).rejects.toBeInstanceOf(JournalFull);
    expect(taken).toBeGreaterThan(4);
    disk.cutPower('drop');
    expect(await firstBytes((await open(disk)).journal)).toHaveLength(taken);
  });

  it('hold no batch that a power cut tore inside of them', async () => {
    let torn = 0;
    for (const mode of ['torn', 'reorder'] as const) {
      for (let seed = 1; seed <= 40; seed += 1) {
        const disk = new SimulatedDisk({ seed });
        const { journal } = await open(disk);
        await journal.append(small(1));
        disk.cutPowerAtCall(disk.calls + 2, mode);
        await expect(
          journal.append([2, 3, 4].map((n) => new Uint8Array(700).fill(n))),
        ).rejects.toThrow();
        disk.restorePower();
        const { journal: again, recovery } = await open(disk);
        const found = await firstBytes(again);
        expect(found).toEqual(found.length === 1 ? [1] : [1, 2, 3, 4]);
        if (recovery.tornBytes > 0) torn += 1;
        await again.append(small(9));
        disk.cutPower('drop');
        expect(await firstBytes((await open(disk)).journal)).toEqual([...found, 9]);
      }
    }
    expect(torn).toBeGreaterThan(20);
  });
});
