import type { Blob } from './ledger-state.ts';

export interface RetentionRule {
  readonly keepMs: number;
  /** Below so many free bytes what is stored goes before its time. */
  readonly reserveBytes: number;
}

export interface DiskState {
  readonly nowMs: number;
  readonly freeBytes: number;
}

/**
 * What may be deleted now, oldest first. Never anything that the cloud has not stored, whose
 * record it has not confirmed, or that a video still needs: whatever the disk says.
 */
export function chooseDeletions(
  blobs: Iterable<Blob>,
  mayGo: (blob: Blob) => boolean,
  rule: RetentionRule,
  disk: DiskState,
): Blob[] {
  const candidates = [...blobs].filter((blob) => blob.stored && mayGo(blob));
  candidates.sort((a, b) => a.addedAt - b.addedAt);
  let missing = rule.reserveBytes - disk.freeBytes;
  const chosen: Blob[] = [];
  for (const blob of candidates) {
    const isOld = disk.nowMs - blob.addedAt >= rule.keepMs;
    if (!isOld && missing <= 0) continue;
    chosen.push(blob);
    missing -= blob.bytes;
  }
  return chosen;
}
