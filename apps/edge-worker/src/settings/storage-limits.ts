import type { WorkerConfiguration } from '@eyrie/contracts';
import type { RetentionRules } from '../media/retention.ts';
import { WorkerContext } from '../worker-context.ts';

type Wanted = Pick<WorkerConfiguration, 'keepFramesSeconds' | 'diskReserveBytes' | 'storage'>;

const quarantineDefault = { keepSeconds: 7 * 86_400, bytesMax: 64 * 1024 * 1024 };

/** How much of the disk pictures may have, and for how long, at present. */
export class StorageLimits {
  private wanted: Wanted | null = null;

  constructor(private readonly context: Pick<WorkerContext, 'diskReserveBytes'>) {}

  set(wanted: Wanted): void {
    this.wanted = wanted;
  }

  /** For ever, until a configuration says otherwise. */
  rules(): RetentionRules {
    const { keepFramesSeconds = Infinity, diskReserveBytes, storage = {} } = this.wanted ?? {};
    const limit = (keepSeconds = keepFramesSeconds, bytesMax = Infinity) => ({
      keepMs: keepSeconds * 1000,
      bytesMax,
    });
    return {
      limits: {
        pictures: limit(keepFramesSeconds, storage.picturesMaxBytes),
        thumbnails: limit(storage.keepThumbnailsSeconds, storage.thumbnailsMaxBytes),
        videos: limit(storage.keepVideosSeconds, storage.videosMaxBytes),
      },
      reserveBytes: diskReserveBytes ?? this.context.diskReserveBytes,
      whenFull: storage.whenFull ?? 'drop_oldest',
    };
  }

  /** Of files that were set aside. */
  quarantine(): { keepMs: number; bytesMax: number } {
    const { keepQuarantineSeconds, quarantineMaxBytes } = this.wanted?.storage ?? {};
    return {
      keepMs: (keepQuarantineSeconds ?? quarantineDefault.keepSeconds) * 1000,
      bytesMax: quarantineMaxBytes ?? quarantineDefault.bytesMax,
    };
  }
}

/** Why the disk cannot keep so much free; null where it can. */
export function whyReserveIsTooLarge(
  diskReserveBytes: number | undefined,
  diskBytes: number,
): string | null {
  if (diskReserveBytes === undefined || diskReserveBytes < diskBytes) return null;
  return `${diskReserveBytes} bytes cannot be kept free: the whole disk has ${diskBytes}.`;
}
