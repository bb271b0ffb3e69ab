import type { DataSource } from 'typeorm';
import {
  DatabaseUnavailable,
  isDatabaseUnavailable,
  SchemaUnfit,
} from '../database/database.errors.ts';
import type { AppliedMigration } from '../database/migration.ts';
import { historySql } from '../database/migration-history.ts';
import { migrations } from '../database/migrations/index.ts';
import { jobSchema, workQueues } from '../job-queue/queues.ts';
import { schemaMisfit } from '../database/schema-fit.ts';

export interface StoredSigningKey {
  id: string;
  /** PEM. */
  publicKey: string;
  sealedPrivateKey: string;
  signsFrom: Date;
}

export interface QueueBacklog {
  queue: string;
  /** Jobs that wait, for their turn or for another try. */
  depth: number;
  active: number;
  /** Failed for good, and kept for a while. */
  dead: number;
  /** How long the one that is due first has waited. */
  oldestSeconds: number;
}

/** The replication slot of `eyrie backup run`. */
const backupSlot = 'eyrie_backup';

export interface SiteState {
  /** UUID. */
  siteId: string;
  /** Since its leader's last report. */
  silentSeconds: number;
  /** Slots of the last six whole hours. */
  expected: number;
  captured: number;
}

/** What keeps the database, by Postgres and by what keeps it; null where it does not say. */
export interface BackupState {
  /** How old what is not in the backup yet may be. */
  behindSeconds: number | null;
  /** Since the newest base backup. */
  baseAgeSeconds: number | null;
  baseEverySeconds: number | null;
  /** WAL that Postgres holds for the backup, which has not taken it yet. */
  heldBytes: number | null;
  /** Since the last file of WAL that Postgres' own archiver put away. */
  archiveAgeSeconds: number | null;
}

/** The few rows that belong to the installation and to no tenant. */
export class Installation {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Rejects with `DatabaseUnavailable` when Postgres does not answer, with `SchemaUnfit` when this version
   * cannot work with what is there.
   */
  async check(): Promise<void> {
    const misfit = schemaMisfit(
      migrations.map(({ name }) => name),
      await this.query<AppliedMigration>(historySql, []),
    );
    if (misfit !== null) throw new SchemaUnfit(misfit);
  }

  /** The keys of a purpose that have not been dropped, the one that signs last at the end. */
  listSigningKeys(purpose: string): Promise<StoredSigningKey[]> {
    return this.query<StoredSigningKey>(
      `SELECT id, public_key AS "publicKey", sealed_private_key AS "sealedPrivateKey",
         signs_from AS "signsFrom"
       FROM signing_key WHERE purpose = $1 AND dropped_at IS NULL ORDER BY signs_from, id`,
      [purpose],
    );
  }

  /**
   * Keeps a new key unless another replica was quicker: `after` is the key that was the last one
   * when this was begun (null for none).
   */
  async keepSigningKey(
    purpose: string,
    key: StoredSigningKey,
    after: string | null,
  ): Promise<void> {
    try {
      await this.dataSource.transaction(async (tx) => {
        await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`eyrie signing ${purpose}`]);
        await tx.query(
          `INSERT INTO signing_key (id, purpose, public_key, sealed_private_key, signs_from)
           SELECT $1, $2, $3, $4, $5
           WHERE (SELECT id FROM signing_key WHERE purpose = $2 AND dropped_at IS NULL
                  ORDER BY signs_from DESC, id DESC LIMIT 1) IS NOT DISTINCT FROM $6`,
          [key.id, purpose, key.publicKey, key.sealedPrivateKey, key.signsFrom, after],
        );
      });
    } catch (error) {
      throw isDatabaseUnavailable(error) ? new DatabaseUnavailable(error) : error;
    }
  }

  /** Ids of accounts with something sealed under a master key. */
  async listSealedAccounts(masterKeyId: string): Promise<string[]> {
    const sql = 'SELECT eyrie_list_sealed_accounts($1) AS id';
    return (await this.query<{ id: string }>(sql, [masterKeyId])).map(({ id }) => id);
  }

  /** Signing keys, also those that were dropped, sealed under a master key. */
  listSealedSigningKeys(masterKeyId: string): Promise<{ id: string; sealed: string }[]> {
    return this.query(
      `SELECT id, sealed_private_key AS sealed FROM signing_key
       WHERE starts_with(sealed_private_key, $1)`,
      [`v1.${masterKeyId}.`],
    );
  }

  /** Answers with 1 where the value was still the one that was read. */
  async exchangeSigningKey(id: string, before: string, after: string): Promise<number> {
    const rows = await this.query<unknown>(
      `WITH changed AS (UPDATE signing_key SET sealed_private_key = $3
         WHERE id = $1 AND sealed_private_key = $2 RETURNING 1) SELECT 1 FROM changed`,
      [id, before, after],
    );
    return rows.length;
  }

  /** Jobs, also those that are done, with something sealed under a master key. */
  listSealedJobs(masterKeyId: string): Promise<{ id: string; sealed: string }[]> {
    return this.query(
      `SELECT data ->> 'id' AS id, data ->> 'sealed' AS sealed FROM ${jobSchema}.job
       WHERE name = ANY ($1) AND starts_with(data ->> 'sealed', $2)`,
      [Object.values(workQueues), `v1.${masterKeyId}.`],
    );
  }

  /** Answers with 1 where the value was still the one that was read. */
  async exchangeSealedJob(before: string, after: string): Promise<number> {
    const rows = await this.query<unknown>(
      `WITH changed AS (UPDATE ${jobSchema}.job
         SET data = jsonb_set(data, '{sealed}', to_jsonb($3::text))
         WHERE name = ANY ($1) AND data ->> 'sealed' = $2 RETURNING 1) SELECT 1 FROM changed`,
      [Object.values(workQueues), before, after],
    );
    return rows.length;
  }

  /** How far an old master key has been left. */
  async tellRewrap(
    oldKeyId: string,
    { total, done, isFinished }: { total: number; done: number; isFinished: boolean },
  ): Promise<void> {
    await this.query(
      `INSERT INTO key_rewrap AS r (old_key_id, total, done, finished_at)
       VALUES ($1, $2, $3, CASE WHEN $4 THEN now() END)
       ON CONFLICT (old_key_id) DO UPDATE SET
         total = CASE WHEN $2 = 0 AND $4 THEN r.total ELSE $2 END,
         done = CASE WHEN $2 = 0 AND $4 THEN r.done ELSE $3 END,
         finished_at = CASE WHEN $4 THEN coalesce(r.finished_at, now()) END`,
      [oldKeyId, total, done, isFinished],
    );
  }

  /**
   * Makes the partitions of the coming time and drops the event log's days that are over. The
   * database's own functions do it as the schema's owner; they may be called at any time.
   */
  async keepPartitions(kept: { streamDays: number }): Promise<void> {
    await this.query('SELECT eyrie_ensure_stream_partitions(14)', []);
    await this.query('SELECT eyrie_ensure_record_partitions(3)', []);
    await this.query('SELECT eyrie_prune_stream($1)', [kept.streamDays]);
  }

  /** How many devices each site has, of whichever organisation; ids are UUIDs. */
  countDevices(): Promise<{ siteId: string; total: number; online: number; offline: number }[]> {
    return this.query(
      `SELECT site_id AS "siteId", total::float8, online::float8, offline::float8
       FROM eyrie_count_devices()`,
      [],
    );
  }

  /** Sites in use that have ever reported, of whichever organisation. */
  listSiteStates(): Promise<SiteState[]> {
    return this.query(
      `SELECT site_id AS "siteId", silent_seconds AS "silentSeconds", expected::float8,
         captured::float8
       FROM eyrie_site_states()`,
      [],
    );
  }

  /** How well the database is backed up, by the database's own clock. */
  async backupState(): Promise<BackupState> {
    const since = (column: string) => `extract(epoch FROM now() - ${column})::float8`;
    const [state] = await this.query<BackupState>(
      `SELECT ${since('b.kept_until')} AS "behindSeconds", ${since('b.base_at')} AS "baseAgeSeconds",
         b.base_every_seconds::float8 AS "baseEverySeconds",
         (SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::float8
           FROM pg_replication_slots WHERE slot_name = '${backupSlot}') AS "heldBytes",
         CASE WHEN current_setting('archive_mode') <> 'off' THEN ${since('a.last_archived_time')}
           END AS "archiveAgeSeconds"
       FROM pg_stat_archiver a LEFT JOIN backup_state b ON true`,
      [],
    );
    if (!state) throw new Error('pg_stat_archiver has no row.');
    return state;
  }

  /** Ids of all organisations, for work that is done for each of them. */
  async listOrganisations(): Promise<string[]> {
    const rows = await this.query<{ id: string }>('SELECT eyrie_list_organisations() AS id', []);
    return rows.map(({ id }) => id);
  }

  /**
   * Drops the months of telemetry that are past for every organisation, and those of frames in which
   * nothing is left. `defaultDays` is for organisations without a policy; null keeps for ever.
   */
  async dropPastMonths(defaultDays: number | null): Promise<number> {
    const [row] = await this.query<{ dropped: number }>(
      `SELECT eyrie_drop_record_partitions(
         now() - eyrie_longest_telemetry_days($1) * interval '1 day') AS dropped`,
      [defaultDays],
    );
    return row?.dropped ?? 0;
  }

  /** What waits in the queues, and what has died in them and is kept still. */
  countJobs(schema: string): Promise<QueueBacklog[]> {
    return this.query(
      `SELECT name AS queue, count(*) FILTER (WHERE state < 'active')::float8 AS depth,
         count(*) FILTER (WHERE state = 'active')::float8 AS active,
         count(*) FILTER (WHERE state = 'failed')::float8 AS dead,
         coalesce(extract(epoch FROM now() - min(greatest(created_on, start_after)) FILTER
           (WHERE state < 'active' AND start_after <= now())), 0)::float8 AS "oldestSeconds"
       FROM ${schema}.job WHERE state < 'active' OR state IN ('active', 'failed') GROUP BY name`,
      [],
    );
  }

  /** Gives a job back that this replica had begun, as if it had not: somebody else takes it at once. */
  async handBackJob(schema: string, queue: string, id: string): Promise<void> {
    await this.query(
      `WITH given_back AS (UPDATE ${schema}.job SET started_on = NULL, heartbeat_on = NULL,
           start_after = now(), state = CASE WHEN retry_count > 0 THEN 'retry' ELSE 'created'
             END::${schema}.job_state
         WHERE name = $1 AND id = $2 AND state = 'active' RETURNING 1)
       SELECT * FROM given_back`,
      [queue, id],
    );
  }

  private async query<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    try {
      return await this.dataSource.query<Row[]>(sql, parameters);
    } catch (error) {
      throw isDatabaseUnavailable(error) ? new DatabaseUnavailable(error) : error;
    }
  }
}
