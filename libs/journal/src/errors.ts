/** Where a file of the journal cannot be believed. */
export interface Damage {
  readonly file: string;
  /** Byte offset of the first frame that fails; 0 when the segment's header does or it is missing. */
  readonly offset: number;
  readonly reason: string;
}

export type JournalErrorKind =
  'damaged' | 'failed' | 'full' | 'truncated' | 'invalid' | 'locked' | 'unknown-version';

/** What every error of this library is; `kind` is closed and `code` is stable. */
export abstract class JournalError extends Error {
  abstract readonly kind: JournalErrorKind;
  abstract readonly code: string;
  readonly details: Readonly<Record<string, string | number>>;

  protected constructor(
    message: string,
    details: Readonly<Record<string, string | number>>,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.details = details;
  }
}

/** Bytes that were once durable do not check out. Nothing was changed; the files are kept. */
export class JournalDamaged extends JournalError {
  readonly kind = 'damaged';
  readonly code = 'journal.damaged';
  readonly damage: Damage;

  constructor(damage: Damage) {
    super(`The journal is damaged: ${damage.file} at byte ${damage.offset}: ${damage.reason}.`, {
      ...damage,
    });
    this.damage = damage;
  }
}

/**
 * The disk refused something after which nothing on it is known (a failed sync above all). Every
 * later call rejects with the same error. The owner closes and reopens it in a new process, or stops.
 */
export class JournalFailed extends JournalError {
  readonly kind = 'failed';
  readonly code = 'journal.failed';

  constructor(doing: string, cause: unknown) {
    super(`The journal failed for good while ${doing}.`, { doing }, cause);
  }
}

/** No space: this append left no trace; the journal goes on, and truncation still works. */
export class JournalFull extends JournalError {
  readonly kind = 'full';
  readonly code = 'journal.full';

  constructor(directory: string, cause: unknown) {
    super('The disk has no space for the journal.', { directory }, cause);
  }
}

/**
 * A later version of this software wrote the segment. Nothing is wrong with it, so it is neither
 * changed nor set aside, whatever `onDamage` says: start that version again.
 */
export class JournalVersionUnknown extends JournalError {
  readonly kind = 'unknown-version';
  readonly code = 'journal.unknown_version';

  constructor(file: string, version: number) {
    super(`The journal's ${file} is in format ${version}, which this version cannot read.`, {
      file,
      version,
    });
  }
}

/** Another process has the directory open, or this one a second time. Nothing was touched. */
export class JournalLocked extends JournalError {
  readonly kind = 'locked';
  readonly code = 'journal.locked';

  constructor(directory: string, cause: unknown) {
    super(`Another process has the journal in ${directory} open.`, { directory }, cause);
  }
}

/** The position asked for was removed by `truncateBefore`. */
export class JournalTruncated extends JournalError {
  readonly kind = 'truncated';
  readonly code = 'journal.truncated';

  constructor(position: number, first: number) {
    super(`Position ${position} was truncated; the journal begins at ${first}.`, {
      position,
      first,
    });
  }
}

/** A call that cannot be served: an entry too large, a position that is none, a closed journal. */
export class JournalMisused extends JournalError {
  readonly kind = 'invalid';
  readonly code = 'journal.invalid';

  constructor(message: string, details: Readonly<Record<string, string | number>> = {}) {
    super(message, details);
  }
}
