import { instantOf } from '../clock.ts';
import type { DeviceEvents } from '../records/device-events.ts';
import type { Blob } from './ledger-state.ts';
import { bytesOf } from './retention.ts';

/** What is about to happen. Each is told again once an hour while it stands. */
export type StorageStage = 'early' | 'loss-ahead' | 'stop-ahead';

const againMs = 3_600_000;

export interface StorageNotice {
  readonly stage: StorageStage;
  /** What goes, or would. */
  readonly blobs: readonly Blob[];
  readonly at: number;
  readonly freeBytes: number;
  readonly reserveBytes: number;
  readonly bytesPerHour: number;
}

/** Speaks of what the disk will cost, before it does. */
export class StorageWarnings {
  private readonly toldAt = new Map<StorageStage, number>();

  constructor(private readonly events: Pick<DeviceEvents, 'emit'>) {}

  /** How long ago it was last told of, where that still holds; null: it has to be told (again). */
  ageMs(stage: StorageStage, elapsedMs: number): number | null {
    const at = this.toldAt.get(stage);
    return at === undefined || elapsedMs - at >= againMs ? null : elapsedMs - at;
  }

  /** True once it is written down, now or within the hour. */
  async tell(notice: StorageNotice, elapsedMs: number): Promise<boolean> {
    if (this.ageMs(notice.stage, elapsedMs) !== null) return true;
    // Critical only so that it may use what the journal has set aside: the disk is full.
    const priority = notice.stage === 'early' ? 'high' : 'critical';
    const data = {
      code: `storage.${notice.stage.replace('-', '_')}`,
      free_bytes: notice.freeBytes,
      reserve_bytes: notice.reserveBytes,
      bytes_per_hour: Math.round(notice.bytesPerHour),
      at: instantOf(notice.at),
      will_go: describe(notice.blobs),
    };
    if (!(await this.events.emit({ type: 'storage.warning', priority, data }))) return false;
    this.toldAt.set(notice.stage, elapsedMs);
    return true;
  }

  /** What the cloud will never have, by camera and stretch of time. */
  async dropped(blobs: readonly Blob[]): Promise<void> {
    const data = { code: 'storage.dropped', ...describe(blobs) };
    await this.events.emit({ type: 'storage.dropped', priority: 'critical', data });
  }
}

interface CameraStretch {
  camera_id: string;
  from: number;
  to: number;
  frames: number;
}

function describe(blobs: readonly Blob[]) {
  const stretches = new Map<string, CameraStretch>();
  for (const { frame } of blobs.flatMap(({ references }) => references)) {
    if (!frame) continue;
    const known = stretches.get(frame.cameraId);
    stretches.set(frame.cameraId, {
      camera_id: frame.cameraId,
      from: Math.min(known?.from ?? Infinity, frame.slotAt),
      to: Math.max(known?.to ?? -Infinity, frame.slotAt),
      frames: (known?.frames ?? 0) + 1,
    });
  }
  return {
    files: blobs.length,
    bytes: bytesOf(blobs),
    cameras: [...stretches.values()].map(({ from, to, ...stretch }) => ({
      ...stretch,
      from: instantOf(from),
      to: instantOf(to),
    })),
  };
}
