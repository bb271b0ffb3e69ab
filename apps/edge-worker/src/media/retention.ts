import type { BlobKind } from './ledger-entry.ts';
import type { Blob } from './ledger-state.ts';

/** What rules are made for. A poster goes with small pictures, a document with pictures. */
export const keptKinds = ['pictures', 'thumbnails', 'videos'] as const;
export type KeptKind = (typeof keptKinds)[number];

const kindOf = {
  original: 'pictures',
  document: 'pictures',
  thumbnail: 'thumbnails',
  poster: 'thumbnails',
  video: 'videos',
} as const satisfies Record<BlobKind, KeptKind>;

export const keptKindOf = ({ kind }: Pick<Blob, 'kind'>): KeptKind => kindOf[kind];

export interface KindLimit {
  readonly keepMs: number;
  /** Above so much the oldest go before their time; Infinity: no limit. */
  readonly bytesMax: number;
}

export interface RetentionRules {
  readonly limits: Readonly<Record<KeptKind, KindLimit>>;
  /** Below so many free bytes even what the cloud has not may go. */
  readonly reserveBytes: number;
  readonly whenFull: 'drop_oldest' | 'stop';
}

/** What stands in the way of deleting bytes; `free`: nothing. */
export type Tie =
  | 'free'
  /** The cloud has it, but a video that is still to be rendered needs it. */
  | 'needed'
  /** The cloud has not got it, or not the record that names it. */
  | 'unsafe'
  | 'locked';

export interface DiskState {
  readonly nowMs: number;
  readonly freeBytes: number;
  /** How much is written in an hour at the rate of late. */
  readonly hourBytes: number;
}

export interface RetentionPlan {
  /** Old enough, or above what its kind may take. */
  readonly due: readonly Blob[];
  /** Before their time, in whole hours: the disk has less free than an hour of writing takes. */
  readonly early: readonly Blob[];
  /** What is lost by it: nothing else is left, and the reserve is touched. */
  readonly lost: readonly Blob[];
  /** Whether less than the reserve would be free after all of that. */
  readonly isShort: boolean;
}

const hourMs = 3_600_000;

/**
 * What is to be deleted now. Nothing that is locked, ever. What the cloud has not, or a video still
 * needs, only after everything else, only where the reserve itself is touched, and only if the rules
 * say that the oldest may be given up.
 */
export function planRetention(
  blobs: Iterable<Blob>,
  tieOf: (blob: Blob) => Tie,
  rules: RetentionRules,
  disk: DiskState,
): RetentionPlan {
  const all = [...blobs].sort((a, b) => a.addedAt - b.addedAt);
  const ties = new Map(all.map((blob) => [blob, tieOf(blob)]));
  const tied = (tie: Tie): Blob[] => all.filter((blob) => ties.get(blob) === tie);
  const free = tied('free');
  const due = chooseDue(all, free, rules, disk.nowMs);
  let freeBytes = disk.freeBytes + bytesOf(due);
  const wanted = rules.reserveBytes + disk.hourBytes;
  const early = oldestHours(without(free, due), wanted - freeBytes);
  freeBytes += bytesOf(early);
  const lost: Blob[] = [];
  if (rules.whenFull === 'drop_oldest') {
    // A video without some of its pictures is less of a loss than pictures that nobody has.
    for (const tie of ['needed', 'unsafe'] as const) {
      const chosen = oldestHours(tied(tie), rules.reserveBytes - freeBytes);
      freeBytes += bytesOf(chosen);
      lost.push(...chosen);
    }
  }
  return { due, early, lost, isShort: freeBytes < rules.reserveBytes };
}

function chooseDue(
  all: readonly Blob[],
  free: readonly Blob[],
  { limits }: RetentionRules,
  nowMs: number,
): Blob[] {
  const over = { pictures: 0, thumbnails: 0, videos: 0 };
  for (const blob of all) over[keptKindOf(blob)] += blob.bytes;
  for (const kind of keptKinds) over[kind] -= limits[kind].bytesMax;
  return free.filter((blob) => {
    const kind = keptKindOf(blob);
    // Of the future: the clock was wrong when it was taken, or is now. Neither makes it old.
    const isOld = nowMs - blob.addedAt >= limits[kind].keepMs;
    if (!isOld && over[kind] <= 0) return false;
    over[kind] -= blob.bytes;
    return true;
  });
}

/** The oldest first, a whole hour at a time, until that much is gained. */
function oldestHours(candidates: readonly Blob[], missingBytes: number): Blob[] {
  const chosen: Blob[] = [];
  let missing = missingBytes;
  let hour = NaN;
  for (const blob of candidates) {
    const of = Math.floor(blob.addedAt / hourMs);
    if (missing <= 0 && of !== hour) break;
    hour = of;
    chosen.push(blob);
    missing -= blob.bytes;
  }
  return chosen;
}

const without = (blobs: readonly Blob[], gone: readonly Blob[]): Blob[] => {
  const set = new Set(gone);
  return blobs.filter((blob) => !set.has(blob));
};

export const bytesOf = (blobs: readonly Blob[]): number =>
  blobs.reduce((sum, { bytes }) => sum + bytes, 0);
