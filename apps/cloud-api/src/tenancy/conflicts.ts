import { setTimeout as delay } from 'node:timers/promises';
import {
  DatabaseBusy,
  DatabaseUnavailable,
  isDatabaseUnavailable,
} from '../database/database.errors.ts';

/** Transactions that met each other: the one that was undone may simply be run again. */
const conflictCodes = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
]);

/** Postgres gave up waiting for us, or we for others: whether it goes better later, the caller finds out. */
const busyCodes = new Set([
  '55P03', // lock_not_available
  '57014', // query_canceled, by statement_timeout
]);

const attemptsMax = 4;

/**
 * Runs a whole transaction, again where Postgres undid it for the sake of another one: a few times,
 * after pauses of random length, so that the two do not meet again. Throws `DatabaseBusy` where that
 * does not help, and `DatabaseUnavailable` where Postgres is away or has no connection left.
 */
export async function retryConflicts<Result>(transaction: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (isConflict(error) && attempt < attemptsMax) {
        await delay(10 * 2 ** attempt * (0.5 + Math.random()));
        continue;
      }
      throw explained(error);
    }
  }
}

/** For what may not run twice: throws as `retryConflicts` does, at once. */
export async function explainDatabaseErrors<Result>(
  transaction: () => Promise<Result>,
): Promise<Result> {
  try {
    return await transaction();
  } catch (error) {
    throw explained(error);
  }
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

function isConflict(error: unknown): boolean {
  return conflictCodes.has(codeOf(error));
}

function explained(error: unknown): unknown {
  if (isConflict(error) || busyCodes.has(codeOf(error))) return new DatabaseBusy(error);
  return isDatabaseUnavailable(error) ? new DatabaseUnavailable(error) : error;
}
