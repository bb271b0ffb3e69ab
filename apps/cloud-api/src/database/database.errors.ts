import { DomainError } from '@eyrie/platform';

/** Postgres cannot be reached at this moment: the caller should come again soon. */
export class DatabaseUnavailable extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'database.unavailable';

  constructor(cause: unknown) {
    super('The database cannot be reached at the moment.', {}, { cause });
  }
}

/** Postgres is there and did not get to it in time: the caller should come again. */
export class DatabaseBusy extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'database.busy';

  constructor(cause: unknown) {
    super('The database is too busy at the moment.', {}, { cause });
  }
}

/** The database is not as this version needs it: migrations are missing, or a newer version was here. */
export class SchemaUnfit extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'database.schema-unfit';

  /** @param reason a sentence for the operator */
  constructor(readonly reason: string) {
    super('The database does not fit this version of the cloud.');
  }
}

/** The database cannot be used as it is. Ends the process at start; the message says what to do. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable';
}

const unreachableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '53300', // too_many_connections
]);

const unreachableMessages =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|connection error and is not queryable|Cannot use a pool after calling end|query runner (?:was )?already released/i;

/** Whether an error says that Postgres is away, rather than that a statement was wrong. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message, errors } = error as {
    code?: unknown;
    message?: unknown;
    errors?: unknown;
  };
  // One error per address, where a name has several.
  if (Array.isArray(errors)) return errors.some(isDatabaseUnavailable);
  if (typeof code === 'string' && (unreachableCodes.has(code) || code.startsWith('08'))) {
    return true;
  }
  return typeof message === 'string' && unreachableMessages.test(message);
}

/** Whether a statement was refused because a unique constraint holds the value already. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  const { code, constraint: broken } = (error ?? {}) as { code?: unknown; constraint?: unknown };
  return code === '23505' && broken === constraint;
}
