import type { MigrationInterface } from 'typeorm';

/**
 * A step of the schema. Its class name ends in the 13 digits that order it. It must leave the version
 * before it working, since replicas of both serve while it runs: docs/migrations.md says how.
 */
export interface Migration extends MigrationInterface {
  /**
   * False: runs outside of a transaction, and so must come to the same end from wherever a run before it
   * was cut off (`createIndexOnline` and `backfill` do).
   */
  readonly transaction?: boolean;
  /**
   * For a migration that takes something away: the name of the migration of the first version that does
   * without it. A replica which does not know that one is not ready any more, and says why.
   */
  readonly excludesVersionsBefore?: string;
}

export type MigrationClass = new () => Migration;

/** A row of the table in which the database keeps what was done to it. */
export interface AppliedMigration {
  readonly name: string;
  readonly excludesVersionsBefore: string | null;
}

export function timestampOf(name: string): number {
  const digits = /\d{13}$/.exec(name)?.[0];
  if (!digits) throw new Error(`The migration ${name} must end in 13 digits.`);
  return Number(digits);
}
