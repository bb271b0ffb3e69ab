import type { QueryRunner } from 'typeorm';
import type { AppliedMigration } from './migration.ts';
import { appRole } from './roles.ts';

/** What is done at every start, since it comes before all migrations. Each of them changes nothing twice. */
const statements = [
  `CREATE TABLE IF NOT EXISTS schema_migration (
    id serial PRIMARY KEY,
    "timestamp" bigint NOT NULL,
    name character varying NOT NULL
  )`,
  `ALTER TABLE schema_migration ADD COLUMN IF NOT EXISTS excludes_versions_before text`,
  `CREATE UNIQUE INDEX IF NOT EXISTS schema_migration_name_ix ON schema_migration (name)`,
  // How far a backfill has come.
  `CREATE TABLE IF NOT EXISTS schema_backfill (
    name text NOT NULL,
    organisation_id uuid,
    position jsonb,
    rows bigint NOT NULL DEFAULT 0,
    finished_at timestamptz,
    CONSTRAINT schema_backfill_pk PRIMARY KEY (name)
  )`,
];

export async function prepareMigrationHistory(runner: QueryRunner): Promise<void> {
  const [row] = (await runner.query(
    `SELECT to_regclass('public.schema_backfill') IS NOT NULL AS ready`,
  )) as { ready: boolean }[];
  if (!row?.ready) {
    for (const sql of statements) await runner.query(sql);
  }
  // A replica asks whether it fits.
  await runner.query(`GRANT SELECT ON schema_migration TO ${appRole}`);
}

/** Every migration that has run. */
export const historySql = `SELECT name, excludes_versions_before AS "excludesVersionsBefore"
  FROM schema_migration ORDER BY "timestamp"`;

export async function migrationHistory(runner: QueryRunner): Promise<AppliedMigration[]> {
  return (await runner.query(historySql)) as AppliedMigration[];
}
