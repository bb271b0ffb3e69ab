import type { LockedRangeConfiguration } from '@eyrie/contracts';
import type { Blob } from './ledger-state.ts';

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Which frames must stay, whatever the disk says. */
export class LockedRanges {
  private ofCamera = new Map<string, Range[]>();

  set(ranges: readonly LockedRangeConfiguration[]): void {
    this.ofCamera = new Map();
    for (const { cameraId, from, to } of ranges) {
      const known = this.ofCamera.get(cameraId) ?? [];
      this.ofCamera.set(cameraId, [...known, { from: Date.parse(from), to: Date.parse(to) }]);
    }
  }

  holds(cameraId: string, slotAt: number): boolean {
    return (this.ofCamera.get(cameraId) ?? []).some(
      ({ from, to }) => slotAt >= from && slotAt < to,
    );
  }

  /** The hashes of all pictures of locked frames, the small ones too, which are of the same record. */
  lockedOf(blobs: Iterable<Blob>): ReadonlySet<string> {
    const locked = new Set<string>();
    if (this.ofCamera.size === 0) return locked;
    const all = [...blobs];
    const records = new Set<string>();
    for (const { references } of all) {
      for (const { record, frame } of references) {
        if (frame && this.holds(frame.cameraId, frame.slotAt)) records.add(nameOf(record));
      }
    }
    for (const { sha256, references } of all) {
      if (references.some(({ record }) => records.has(nameOf(record)))) locked.add(sha256);
    }
    return locked;
  }
}

const nameOf = ({ bootEpoch, sequence }: { bootEpoch: string; sequence: number }): string =>
  `${bootEpoch}/${sequence}`;
