import { connectionEnvironment, type PostgresTools } from './postgres-tools.ts';

/** Postgres keeps for it what it has not got yet. The cloud's metrics look at it by this name. */
export const slotName = 'eyrie_backup';

/** Places in the WAL of a server, and whether the backup has come to them. */
export class WalPosition {
  constructor(
    private readonly tools: PostgresTools,
    private readonly databaseUrl: string,
  ) {}

  /** Commits one word. Whoever has the WAL up to this position has all that was committed before `at`. */
  async mark(): Promise<{ at: string; position: string }> {
    const text = await this.ask(
      `SELECT clock_timestamp(), pg_logical_emit_message(true, 'eyrie', 'backup')`,
    );
    const [at = '', position = ''] = text.split('|');
    return { at, position };
  }

  /** Whether the slot has passed it: then it is in the repository, durably. */
  async isKept(position: string): Promise<boolean> {
    const reached = await this.ask(
      `SELECT coalesce(bool_or(restart_lsn IS NOT NULL AND flush_lsn >= '${position}'), false)
       FROM pg_replication_slots s LEFT JOIN pg_stat_replication r ON r.pid = s.active_pid
       WHERE slot_name = '${slotName}'`,
    );
    return reached === 't';
  }

  async ask(sql: string): Promise<string> {
    const environment = connectionEnvironment(this.databaseUrl);
    return (await this.tools.run('psql', ['-XAtqc', sql], { environment })).trim();
  }
}
