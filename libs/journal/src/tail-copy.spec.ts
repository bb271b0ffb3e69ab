import { describe, expect, it } from '@jest/globals';
import { Journal, SimulatedDisk } from './index.ts';

const directory = '/log';
const payload = (n: number) => new Uint8Array(700).fill(n);

/** Three acknowledged batches, and a start that is cut off at one of its calls, some pages spoiled. */
async function cutInStart(disk: SimulatedDisk, call: number): Promise<boolean> {
  const { journal } = await Journal.open({ directory, disk });
  for (const n of [1, 2, 3]) await journal.append([payload(n)]);
  disk.cutPower('keep');
  disk.cutPowerAtCall(disk.calls + call, 'reorder');
  await Journal.open({ directory, disk }).catch((error: unknown) => {
    if (disk.isPowered) throw error;
  });
  const wasCut = !disk.isPowered;
  disk.restorePower();
  return wasCut;
}

async function content(disk: SimulatedDisk): Promise<(number | undefined)[]> {
  const { journal } = await Journal.open({ directory, disk });
  const entries = await journal.read(1, {});
  return entries.map((entry) => entry.payload[0]);
}

describe('a start that is cut off', () => {
  it('keeps the batch that it writes again, though the card spoils what it is writing', async () => {
    let cuts = 0;
    for (let seed = 1; seed <= 30; seed += 1) {
      for (let call = 1; call <= 30; call += 1) {
        const disk = new SimulatedDisk({ seed: seed * 100 + call });
        if (!(await cutInStart(disk, call))) break;
        cuts += 1;
        expect({ seed, call, found: await content(disk) }).toEqual({
          seed,
          call,
          found: [1, 2, 3],
        });
        expect(await disk.list(directory)).not.toContain('tail-copy');
      }
    }
    expect(cuts).toBeGreaterThan(250);
  });

  it('leaves no copy behind, and starts on a disk too full for one', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { journal } = await Journal.open({ directory, disk, reserveBytes: 0 });
    await journal.append([payload(1)]);
    disk.cutPower('keep');
    disk.setCapacity(disk.usedBytes);
    expect(await content(disk)).toEqual([1]);
    expect(await disk.list(directory)).not.toContain('tail-copy');
  });
});
