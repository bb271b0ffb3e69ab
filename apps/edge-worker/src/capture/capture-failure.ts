import { CameraError, type BadFrameReason } from '@eyrie/camera';
import type { MissReason } from '@eyrie/contracts';
import { hasDiskCode, JournalError } from '@eyrie/journal';

export interface Miss {
  readonly reason: MissReason;
  readonly detail: string;
}

const diskCodes = ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EMFILE'] as const;

/** A frame that was taken and cannot be kept. */
export class BadFrame extends Error {
  override readonly name = 'BadFrame';

  constructor(
    readonly reason: BadFrameReason,
    detail: string,
  ) {
    super(detail);
  }
}

/** So little space is left that nothing new is taken in; what is not stored yet is not deleted for it. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom';

  constructor() {
    super('The disk is full of frames that the cloud has not stored yet.');
  }
}

const strainText = {
  heat: 'The device is too hot: every second slot is left out.',
  power: 'The supply is too weak: every second slot is left out.',
};

/** The machine cannot take the rate that is asked for. */
export class Strained extends Error {
  override readonly name = 'Strained';

  constructor(readonly reason: 'heat' | 'power') {
    super(strainText[reason]);
  }
}

export function missOf(error: unknown): Miss {
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof BadFrame || error instanceof Strained) {
    return { reason: error.reason, detail };
  }
  if (error instanceof CameraError) return { reason: error.kind, detail };
  if (
    error instanceof NoRoom ||
    error instanceof JournalError ||
    hasDiskCode(error, ...diskCodes)
  ) {
    return { reason: 'disk', detail };
  }
  return { reason: 'failed', detail };
}
