import type { DataSource } from 'typeorm';
import { DatabaseUnavailable, isDatabaseUnavailable } from '../database/database.errors.ts';

export interface StoredSigningKey {
  id: string;
  /** PEM. */
  publicKey: string;
  sealedPrivateKey: string;
}

/** The few rows that belong to the installation and to no tenant. */
export class Installation {
  constructor(private readonly dataSource: DataSource) {}

  /** Rejects with `DatabaseUnavailable` when Postgres does not answer. */
  async ping(): Promise<void> {
    await this.query('SELECT 1', []);
  }

  async findSigningKey(purpose: string): Promise<StoredSigningKey | null> {
    const rows = await this.query<StoredSigningKey>(
      `SELECT id, public_key AS "publicKey", sealed_private_key AS "sealedPrivateKey"
       FROM signing_key WHERE purpose = $1`,
      [purpose],
    );
    return rows[0] ?? null;
  }

  /** Keeps the key unless another replica was quicker; either way the stored one is the answer. */
  async keepSigningKey(purpose: string, key: StoredSigningKey): Promise<StoredSigningKey> {
    await this.query(
      `INSERT INTO signing_key (id, purpose, public_key, sealed_private_key)
       VALUES ($1, $2, $3, $4) ON CONFLICT (purpose) DO NOTHING`,
      [key.id, purpose, key.publicKey, key.sealedPrivateKey],
    );
    return (await this.findSigningKey(purpose)) ?? key;
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

  private async query<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    try {
      return await this.dataSource.query<Row[]>(sql, parameters);
    } catch (error) {
      throw isDatabaseUnavailable(error) ? new DatabaseUnavailable(error) : error;
    }
  }
}
