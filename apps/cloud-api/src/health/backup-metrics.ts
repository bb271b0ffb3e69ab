import type { Logger } from '@eyrie/platform';
import { Inject, Injectable } from '@nestjs/common';
import { Gauge, type Registry } from 'prom-client';
import { LOGGER } from '../logger.ts';
import { METRICS, scrapedOnce } from '../metrics.ts';
import { type BackupState, Installation } from '../tenancy/index.ts';

const keptMs = 5_000;

const told = {
  backup_behind_seconds: [
    'behindSeconds',
    'How much of the newest would be lost with the database: age of what is not in the backup.',
  ],
  backup_base_age_seconds: ['baseAgeSeconds', 'Since the newest base backup was whole.'],
  backup_base_interval_seconds: ['baseEverySeconds', 'How often a base backup is to be made.'],
  backup_held_bytes: ['heldBytes', 'WAL that Postgres holds until the backup has taken it.'],
  database_archive_age_seconds: [
    'archiveAgeSeconds',
    'Since Postgres’ own archiver put a file of WAL away.',
  ],
} as const satisfies Record<string, readonly [keyof BackupState, string]>;

/**
 * How well the database is backed up, as the database has it: what keeps backups says there what it has, and
 * is not asked itself. What nobody says has no value, so that an installation without such backups alarms nobody.
 */
@Injectable()
export class BackupMetrics {
  constructor(
    @Inject(METRICS) registry: Registry,
    @Inject(Installation) installation: Installation,
    @Inject(LOGGER) logger: Logger,
  ) {
    const collect = scrapedOnce(
      async () => {
        const state = await installation.backupState();
        for (const [gauge, field] of gauges) {
          gauge.remove();
          const value = state[field];
          if (value !== null) gauge.set(value);
        }
      },
      { keptMs, missed: (error) => logger.debug({ event: 'backup_not_seen', err: error }) },
    );
    const gauges = Object.entries(told).map(
      ([name, [field, help]]) =>
        [new Gauge({ name, help, registers: [registry], collect }), field] as const,
    );
  }
}
