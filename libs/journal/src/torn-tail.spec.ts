import { describe, expect, it } from '@jest/globals';
import { Journal, SimulatedDisk } from './index.ts';

const directory = '/log';
const payload = (n: number) => new Uint8Array(700).fill(n);

/** A log whose last batch the power cut left in parts. */
async function tornLog(seed: number): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk({ seed });
  const { journal } = await Journal.open({ directory, disk });
  await journal.append([payload(1)]);
  disk.cutPowerAtCall(disk.calls + 2, 'torn');
  await expect(journal.append([payload(2), payload(3)])).rejects.toThrow();
  disk.restorePower();
  return disk;
}

describe('a torn tail', () => {
  it('stays cut when the sync of the first cut failed and the power fails again', async () => {
    let torn = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const disk = await tornLog(seed);
      disk.failNext('fdatasync', 'EIO', { pathIncludes: '.segment' });
      await expect(Journal.open({ directory, disk })).rejects.toThrow();
      // The kernel shows the file as it was cut; the disk has never heard of it.
      disk.killProcess();
      const second = await Journal.open({ directory, disk });
      await second.journal.append([payload(4)]);
      disk.cutPower('drop');
      const third = await Journal.open({ directory, disk });
      const entries = await third.journal.read(1, {});
      const kept = entries.map((entry) => entry.payload[0]);
      // Now and then all of the batch had reached the disk; then it stays whole.
      if (kept.length === 2) torn += 1;
      expect(kept).toEqual(kept.length === 2 ? [1, 4] : [1, 2, 3, 4]);
    }
    expect(torn).toBeGreaterThan(10);
  });
});
