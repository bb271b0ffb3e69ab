import { setTimeout as delay } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';
import type { Logger } from '@eyrie/platform';

/** Any number, as long as it stays the same: it names our lock among the database's advisory locks. */
const migrationLock = 720_172_410;

/**
 * Takes the one right to change the schema, for as long as the runner's connection lives. It is asked
 * for again and again rather than waited for: a statement that waits holds a snapshot, and `CREATE INDEX
 * CONCURRENTLY` waits for all snapshots before its own, which would be a deadlock of the two.
 */
export async function takeMigrationLock(runner: QueryRunner, logger: Logger): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const [row] = (await runner.query('SELECT pg_try_advisory_lock($1) AS taken', [
      migrationLock,
    ])) as { taken: boolean }[];
    if (row?.taken) return;
    if (attempt === 0) {
      logger.info({ event: 'migrations_awaited' }, 'Another process migrates; waiting for it.');
    }
    await delay(100 + Math.random() * 200);
  }
}

export async function releaseMigrationLock(runner: QueryRunner): Promise<void> {
  await runner.query('SELECT pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
}
