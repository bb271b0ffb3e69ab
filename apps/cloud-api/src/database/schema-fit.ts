import type { AppliedMigration } from './migration.ts';

/**
 * Why a version that knows these migrations cannot work with a database that has had those; null when it
 * can. Migrations that it does not know do no harm by themselves: they leave the version before working.
 */
export function schemaMisfit(
  known: readonly string[],
  applied: readonly AppliedMigration[],
): string | null {
  const done = new Set(applied.map(({ name }) => name));
  const missing = known.filter((name) => !done.has(name));
  if (missing.length > 0) {
    return `The database lacks migrations of this version (${missing.join(', ')}). Let them run.`;
  }
  const taken = applied.find(
    ({ excludesVersionsBefore: first }) => first !== null && !known.includes(first),
  );
  if (taken) {
    return `This version is too old for the database: ${taken.name} took away what it needs. Run a newer one.`;
  }
  return null;
}
