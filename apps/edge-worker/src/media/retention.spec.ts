import { describe, expect, it } from '@jest/globals';
import type { Blob } from './ledger-state.ts';
import type { BlobKind } from './ledger-entry.ts';
import { planRetention, type RetentionRules, type Tie } from './retention.ts';

const hourMs = 3_600_000;
const limit = { keepMs: 10 * hourMs, bytesMax: Infinity };
const rules: RetentionRules = {
  limits: { pictures: limit, thumbnails: limit, videos: limit },
  reserveBytes: 500,
  whenFull: 'drop_oldest',
};
const calm = { nowMs: 10 * hourMs, freeBytes: 10_000, hourBytes: 0 };
const free = (): Tie => 'free';

function blob(name: string, addedAt: number, kind: BlobKind = 'original'): Blob {
  const sha256 = name.padStart(64, '0');
  return {
    sha256,
    bytes: 100,
    addedAt,
    stored: true,
    mediaType: 'image/jpeg',
    kind,
    references: [],
  };
}

const names = (blobs: readonly Blob[]) => blobs.map(({ sha256 }) => sha256.replace(/^0+/, ''));

describe('retention', () => {
  it('lets go what is old enough for its kind, oldest first', () => {
    const blobs = [blob('c', hourMs), blob('b', 1, 'thumbnail'), blob('a', 0)];
    const brief = { ...limit, keepMs: 9 * hourMs };
    const { due, early, lost } = planRetention(
      blobs,
      free,
      { ...rules, limits: { ...rules.limits, pictures: brief } },
      calm,
    );
    expect(names(due)).toEqual(['a', 'c']);
    expect([early, lost]).toEqual([[], []]);
  });

  it('lets go the oldest of a kind that has more than its space, and of that kind alone', () => {
    const blobs = ['a', 'b', 'c'].map((name, at) => blob(name, 5 * hourMs + at));
    const others = ['x', 'y', 'z'].map((name, at) => blob(name, at + 1, 'video'));
    const limits = { ...rules.limits, pictures: { ...limit, bytesMax: 200 } };
    const { due } = planRetention([...others, ...blobs], free, { ...rules, limits }, calm);
    expect(names(due)).toEqual(['a']);
  });

  it('takes the oldest hour as a whole when less is free than an hour of writing takes', () => {
    const blobs = [1, 2, hourMs + 1, 2 * hourMs + 1].map((at, n) => blob('abcd'[n]!, at));
    const at = (freeBytes: number, hourBytes: number) =>
      names(planRetention(blobs, free, rules, { nowMs: 3 * hourMs, freeBytes, hourBytes }).early);
    expect(at(700, 200)).toEqual([]);
    expect(at(700, 201)).toEqual(['a', 'b']);
    expect(at(600, 300)).toEqual(['a', 'b']);
    expect(at(600, 301)).toEqual(['a', 'b', 'c']);
  });

  it('gives up what only this device has last of all, and not for the sake of the next hour', () => {
    const blobs = [blob('unsafe', 0), blob('needed', hourMs), blob('free', 2 * hourMs)];
    const ties: Record<string, Tie> = { unsafe: 'unsafe', needed: 'needed', free: 'free' };
    const tieOf = (one: Blob): Tie => ties[names([one])[0]!]!;
    const at = (freeBytes: number) => {
      const disk = { nowMs: 3 * hourMs, freeBytes, hourBytes: 1_000 };
      const { early, lost, isShort } = planRetention(blobs, tieOf, rules, disk);
      return [names(early), names(lost), isShort];
    };
    expect(at(400)).toEqual([['free'], [], false]);
    expect(at(399)).toEqual([['free'], ['needed'], false]);
    expect(at(299)).toEqual([['free'], ['needed', 'unsafe'], false]);
    expect(at(100)).toEqual([['free'], ['needed', 'unsafe'], true]);
  });

  it('never lets go what the cloud lacks where the rules say to stop instead', () => {
    const disk = { nowMs: 1e12, freeBytes: 0, hourBytes: 1e9 };
    const stop = { ...rules, whenFull: 'stop' } as const;
    const plan = planRetention([blob('a', 0)], () => 'unsafe', stop, disk);
    expect(plan).toEqual({ due: [], early: [], lost: [], isShort: true });
  });

  it('never lets go what is locked: not for its age, not for its kind’s space, not on a full disk', () => {
    const disk = { nowMs: 1e12, freeBytes: 0, hourBytes: 1e9 };
    const none = { keepMs: 0, bytesMax: 0 };
    const limits = { pictures: none, thumbnails: none, videos: none };
    const plan = planRetention([blob('a', 0)], () => 'locked', { ...rules, limits }, disk);
    expect([plan.due, plan.early, plan.lost]).toEqual([[], [], []]);
  });
});
