import { describe, expect, it } from '@jest/globals';
import type { Blob } from './ledger-state.ts';
import { chooseDeletions } from './retention.ts';

const rule = { keepMs: 1_000, reserveBytes: 500 };
const any = (): boolean => true;

function blob(name: string, addedAt: number, stored = true): Blob {
  const sha256 = name.padStart(64, '0');
  const fixed = { mediaType: 'image/jpeg', kind: 'original', references: [] } as const;
  return { sha256, bytes: 100, addedAt, stored, ...fixed };
}

describe('retention', () => {
  it('lets go what is stored and old enough', () => {
    const [old, young, unsent] = [blob('a', 0), blob('b', 500), blob('c', 0, false)];
    const disk = { nowMs: 1_000, freeBytes: 1_000 };
    expect(chooseDeletions([young, unsent, old], any, rule, disk)).toEqual([old]);
  });

  it('lets go the oldest before their time while the disk is short, as many as it takes', () => {
    const blobs = [blob('c', 300), blob('a', 100), blob('b', 200)];
    const disk = { nowMs: 400, freeBytes: 350 };
    const gone = chooseDeletions(blobs, any, rule, disk);
    expect(gone.map(({ addedAt }) => addedAt)).toEqual([100, 200]);
  });

  it('never lets go what the cloud lacks or somebody needs, even on a full disk', () => {
    const needed = blob('b', 0);
    const blobs = [blob('a', 0, false), needed];
    const disk = { nowMs: 1e9, freeBytes: 0 };
    expect(chooseDeletions(blobs, (candidate) => candidate !== needed, rule, disk)).toEqual([]);
  });
});
