import { hasDiskCode } from '@eyrie/journal';

/** How keeping or taking in a snapshot failed. */
export type SnapshotErrorKind = 'damaged' | 'missing' | 'mismatch' | 'full' | 'unknown-version';

export abstract class SnapshotError extends Error {
  abstract readonly kind: SnapshotErrorKind;
  abstract readonly code: string;
}

/** What was durable once does not check out. */
export class SnapshotDamaged extends SnapshotError {
  readonly kind = 'damaged';
  readonly code = 'snapshot.damaged';

  constructor(path: string, reason: string) {
    super(`The snapshot ${path} is damaged: ${reason}.`);
    this.name = 'SnapshotDamaged';
  }
}

export class SnapshotMissing extends SnapshotError {
  readonly kind = 'missing';
  readonly code = 'snapshot.missing';

  constructor(id: string) {
    super(`There is no snapshot ${id}.`);
    this.name = 'SnapshotMissing';
  }
}

/** All of it arrived and is not what was announced; it was removed, and has to come anew. */
export class SnapshotMismatch extends SnapshotError {
  readonly kind = 'mismatch';
  readonly code = 'snapshot.mismatch';

  constructor(reason: string) {
    super(`The snapshot is not the one that was announced: ${reason}.`);
    this.name = 'SnapshotMismatch';
  }
}

/** It would take space that is set aside for the log. What was written of it is removed, or kept to go on. */
export class SnapshotNoSpace extends SnapshotError {
  readonly kind = 'full';
  readonly code = 'snapshot.full';

  constructor(wantedBytes: number, cause?: unknown) {
    super(`The disk has no space for ${wantedBytes} bytes of a snapshot.`, { cause });
    this.name = 'SnapshotNoSpace';
  }
}

/** Whether it was only for want of space that a snapshot could not be kept. */
export function isNoSpace(error: unknown): boolean {
  return error instanceof SnapshotNoSpace || hasDiskCode(error, 'ENOSPC', 'EDQUOT');
}

/** A later version of this software wrote it: neither read nor set aside. */
export class SnapshotVersionUnknown extends SnapshotError {
  readonly kind = 'unknown-version';
  readonly code = 'snapshot.unknown_version';

  constructor(path: string, version: number) {
    super(`The snapshot ${path} is in format ${version}, which this version cannot read.`);
    this.name = 'SnapshotVersionUnknown';
  }
}
