import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { idFromUuid } from '@eyrie/contracts';
import { Journal, SimulatedDisk, type CutMode } from '@eyrie/journal';
import type { BlobEntry, TimelapseWindow, WindowEntry } from './ledger-entry.ts';
import { Ledger } from './ledger.ts';

const cameraId = idFromUuid('camera', randomUUID());
const window: TimelapseWindow = { from: 0, to: 60_000, fps: 24, crf: 23 };
let sequence = 0;

function original(n: number, extra: Partial<BlobEntry> = {}): BlobEntry {
  const frameId = idFromUuid('frame', randomUUID());
  return {
    op: 'blob',
    sha256: n.toString(16).padStart(64, '0'),
    bytes: 100,
    mediaType: 'image/jpeg',
    kind: 'original',
    addedAt: n,
    record: { bootEpoch: randomUUID(), sequence: (sequence += 1) },
    frame: { frameId, cameraId, slotAt: n, capturedAt: n, window },
    ...extra,
  };
}

const windowEntry: WindowEntry = {
  op: 'window',
  cameraId,
  from: 0,
  to: 60_000,
  timelapseId: idFromUuid('timelapse', randomUUID()),
  state: 'open',
  attempts: 0,
  notBefore: 0,
};

async function open(disk: SimulatedDisk): Promise<Ledger> {
  const { journal } = await Journal.open({ directory: '/ledger', disk });
  return Ledger.open(journal);
}

describe('the ledger', () => {
  it('knows after a power cut everything that was written before it', async () => {
    for (const mode of ['drop', 'keep', 'torn', 'reorder'] satisfies CutMode[]) {
      const disk = new SimulatedDisk({ seed: 7 });
      const ledger = await open(disk);
      const [a, b] = [original(1), original(2)];
      await ledger.write([a, b]);
      await ledger.write([{ op: 'stored', sha256: a.sha256 }, windowEntry]);
      disk.cutPower(mode);
      const again = await open(disk);
      expect(again.backlog).toEqual({ blobs: 1, bytes: 100 });
      expect(again.find(a.sha256)?.stored).toBe(true);
      expect(again.windowsWithFrames()).toMatchObject([
        { cameraId, from: 0, to: 60_000, progress: windowEntry, frames: [{}, {}] },
      ]);
    }
  });

  it('says that a video needs a frame until its window is closed', async () => {
    const ledger = await open(new SimulatedDisk({ seed: 8 }));
    const entry = original(1);
    await ledger.write([entry]);
    const isNeeded = (): boolean => ledger.isNeededByWindow(ledger.find(entry.sha256)!);
    expect(isNeeded()).toBe(true);
    await ledger.write([windowEntry]);
    expect(isNeeded()).toBe(true);
    await ledger.write([{ ...windowEntry, state: 'done' }]);
    expect(isNeeded()).toBe(false);
  });

  it('keeps bytes that a second record names as well, and counts them once', async () => {
    const ledger = await open(new SimulatedDisk({ seed: 9 }));
    const first = original(1);
    await ledger.write([first, original(1, { addedAt: 50 })]);
    expect(ledger.backlog).toEqual({ blobs: 1, bytes: 100 });
    expect(ledger.find(first.sha256)).toMatchObject({ addedAt: 50, references: [{}, {}] });
  });

  it('stays small however long it runs, and the same after a restart', async () => {
    const disk = new SimulatedDisk({ seed: 10 });
    const { journal } = await Journal.open({ directory: '/ledger', disk });
    const ledger = await Ledger.open(journal);
    await ledger.write([windowEntry]);
    for (let n = 1; n <= 3_000; n += 1) {
      const entry = original(n);
      await ledger.write([entry, { op: 'stored', sha256: entry.sha256 }]);
      if (n > 5) await ledger.write([{ op: 'gone', sha256: original(n - 5).sha256 }]);
    }
    expect(journal.last - journal.first).toBeLessThan(2_100);
    const kept = [...ledger.all()];
    expect(kept).toHaveLength(5);
    disk.cutPower('drop');
    const again = await open(disk);
    expect([...again.all()]).toEqual(kept);
    expect(again.windowProgress({ cameraId, from: 0, to: 60_000 })).toEqual(windowEntry);
  });
});
