import type { DataSource } from 'typeorm';

/** The rows in which limits count for all replicas; they belong to no tenant. Times in ms. */
export class LimitCounters {
  constructor(private readonly dataSource: DataSource) {}

  async take(
    key: string,
    amount: number,
    windowMs: number,
  ): Promise<{ used: number; resetMs: number }> {
    const [row] = await this.dataSource.query<{ used: number; resetMs: number }[]>(
      `INSERT INTO limit_counter AS c (key, amount, expires_at)
       VALUES ($1, $2, clock_timestamp() + $3 * interval '1 ms')
       ON CONFLICT (key, holder) DO UPDATE SET
         amount = EXCLUDED.amount
           + CASE WHEN c.expires_at <= clock_timestamp() THEN 0 ELSE c.amount END,
         expires_at = CASE WHEN c.expires_at <= clock_timestamp() THEN EXCLUDED.expires_at
           ELSE c.expires_at END
       RETURNING amount AS used,
         ceil(extract(epoch FROM expires_at - clock_timestamp()) * 1000)::float8 AS "resetMs"`,
      [key, amount, windowMs],
    );
    if (!row) throw new Error('limit_counter answered nothing.');
    return { used: row.used, resetMs: Math.max(1, row.resetMs) };
  }

  /** Counts an attempt. Null where it may go on, else how long to wait, and it was not counted. */
  async attempt(
    key: string,
    delays: { free: number; delayMs: number; delayMsMax: number; forgottenMs: number },
  ): Promise<number | null> {
    const { free, delayMs, delayMsMax, forgottenMs } = delays;
    const delayOf = (count: string) => `CASE WHEN ${count} >= $2 THEN clock_timestamp()
      + least($4, $3 * power(2, least(${count} - $2, 30))) * interval '1 ms' END`;
    const counted = 'CASE WHEN c.expires_at <= clock_timestamp() THEN 1 ELSE c.amount + 1 END';
    const [row] = await this.dataSource.query<{ passed: boolean; waitMs: number | null }[]>(
      `WITH tried AS (
         INSERT INTO limit_counter AS c (key, amount, blocked_until, expires_at)
         VALUES ($1, 1, ${delayOf('1')}, clock_timestamp() + $5 * interval '1 ms')
         ON CONFLICT (key, holder) DO UPDATE SET
           amount = ${counted}, blocked_until = ${delayOf(`(${counted})`)},
           expires_at = EXCLUDED.expires_at
         WHERE c.blocked_until IS NULL OR c.blocked_until <= clock_timestamp()
         RETURNING 1)
       SELECT EXISTS (SELECT 1 FROM tried) AS passed,
         (SELECT ceil(extract(epoch FROM blocked_until - clock_timestamp()) * 1000)::float8
          FROM limit_counter WHERE key = $1 AND holder = '') AS "waitMs"`,
      [key, free, delayMs, delayMsMax, forgottenMs],
    );
    if (row?.passed !== false) return null;
    // Who came a moment before has just been counted: what is read is from before that.
    return Math.max(row.waitMs ?? 0, delayMs);
  }

  async undo(key: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE limit_counter SET amount = greatest(0, amount - 1), blocked_until = NULL
       WHERE key = $1`,
      [key],
    );
  }

  async forget(key: string): Promise<void> {
    await this.dataSource.query('DELETE FROM limit_counter WHERE key = $1', [key]);
  }

  async hold(place: {
    key: string;
    holder: string;
    wanted: number;
    most: number;
    ttlMs: number;
  }): Promise<number> {
    const { key, holder, wanted, most, ttlMs } = place;
    const [row] = await this.dataSource.query<{ held: number }[]>(
      `SELECT eyrie_hold_places($1, $2, $3, $4, $5 * interval '1 ms') AS held`,
      [key, holder, wanted, most, ttlMs],
    );
    return row?.held ?? 0;
  }

  /** Drops what counts no more. */
  async sweep(): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM limit_counter WHERE expires_at < clock_timestamp() - interval '1 minute'`,
    );
  }
}
