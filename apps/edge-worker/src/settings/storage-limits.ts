import { WorkerContext } from '../worker-context.ts';

/** How much of the disk pictures may have, and for how long, at present. */
export class StorageLimits {
  /** How long pictures stay here at least; for ever until a configuration says otherwise. */
  keepSeconds = Infinity;
  /** Free bytes to keep; as the environment says until a configuration says otherwise. */
  reserveBytes: number;

  constructor(private readonly context: Pick<WorkerContext, 'diskReserveBytes'>) {
    this.reserveBytes = context.diskReserveBytes;
  }

  set({
    keepFramesSeconds,
    diskReserveBytes,
  }: {
    keepFramesSeconds: number;
    diskReserveBytes?: number | undefined;
  }): void {
    this.keepSeconds = keepFramesSeconds;
    this.reserveBytes = diskReserveBytes ?? this.context.diskReserveBytes;
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
