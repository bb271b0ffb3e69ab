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
      const code = (error as { code?: unknown } | null)?.code;
      const isConflict = typeof code === 'string' && conflictCodes.has(code);
      if (isConflict && attempt < attemptsMax) {
        await delay(10 * 2 ** attempt * (0.5 + Math.random()));
        continue;
      }
      if (isConflict || (typeof code === 'string' && busyCodes.has(code))) {
        throw new DatabaseBusy(error);
      }
      throw isDatabaseUnavailable(error) ? new DatabaseUnavailable(error) : error;
    }
  }
}
