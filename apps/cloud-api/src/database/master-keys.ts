import type { QueryRunner } from 'typeorm';
import { Sealing } from '../sealing/sealing.ts';
import { DatabaseUnusable } from './database.errors.ts';
import { appRolePassword, masterKeyId } from './roles.ts';

interface KeyRow {
  id: string;
  sealedAppPassword: string | null;
}

/** The master keys that a database knows by their ids, against those that a replica was given. */
export class MasterKeys {
  private readonly sealing: Sealing;
  private readonly given: ReadonlyMap<string, Buffer>;

  constructor(
    private readonly runner: QueryRunner,
    private readonly present: Buffer,
    known: readonly Buffer[],
  ) {
    this.sealing = new Sealing(present, known);
    this.given = new Map([present, ...known].map((key) => [masterKeyId(key), key]));
  }

  /**
   * Throws `DatabaseUnusable` where something may be sealed under a key that was not given. A key that
   * was left for good (`key_rewrap`) is forgotten.
   */
  async check(): Promise<void> {
    const rows = await this.rows();
    if (rows.length > 0 && !rows.some(({ id }) => this.given.has(id))) {
      throw new DatabaseUnusable(
        'The master key is not the one this database was made with, so its sealed keys cannot be ' +
          'opened. Set EYRIE_MASTER_KEY (or EYRIE_MASTER_KEY_FILE) to the key of the first start.',
      );
    }
    for (const { id } of rows) {
      if (this.given.has(id)) continue;
      if (!(await this.wasLeft(id))) {
        throw new DatabaseUnusable(
          `Values in the database are still sealed under the master key ${id}. Name that key in ` +
            'EYRIE_KNOWN_MASTER_KEYS until "eyrie keys status" says that it was left.',
        );
      }
      await this.runner.query('DELETE FROM public.master_key WHERE id = $1', [id]);
    }
  }

  /** The same for every replica, whichever of the keys it has. */
  async appPassword(): Promise<string> {
    const rows = (await this.rows()).filter(({ id }) => this.given.has(id));
    for (const { id, sealedAppPassword } of rows) {
      if (sealedAppPassword !== null)
        return this.sealing.open(sealedAppPassword, placeOf(id)).toString();
    }
    const [first] = rows;
    return appRolePassword((first && this.given.get(first.id)) ?? this.present);
  }

  /** The keys whose values are to be wrapped anew: a replica that has the next one already wraps nothing. */
  async olderIds(): Promise<string[]> {
    const ids = (await this.rows()).map(({ id }) => id);
    const at = ids.indexOf(masterKeyId(this.present));
    return ids.slice(0, Math.max(at, 0));
  }

  /** That the present key seals from now on. */
  async remember(appPassword: string): Promise<void> {
    const id = masterKeyId(this.present);
    const sealed = this.sealing.seal(Buffer.from(appPassword), placeOf(id));
    await this.runner.query(
      `INSERT INTO public.master_key AS k (id, sealed_app_password) VALUES ($1, $2)
       ON CONFLICT (id) DO UPDATE SET sealed_app_password = $2 WHERE k.sealed_app_password IS NULL`,
      [id, sealed],
    );
    // What was left once is sealed with again.
    await this.runner.query(
      'UPDATE public.key_rewrap SET finished_at = NULL WHERE old_key_id = $1',
      [id],
    );
  }

  private async rows(): Promise<KeyRow[]> {
    if (!(await this.has('master_key'))) return [];
    const sealed = (await this.hasSealedPasswords()) ? 'sealed_app_password' : 'NULL';
    return (await this.runner.query(
      `SELECT id, ${sealed} AS "sealedAppPassword" FROM public.master_key ORDER BY created_at, id`,
    )) as KeyRow[];
  }

  private async wasLeft(id: string): Promise<boolean> {
    if (!(await this.has('key_rewrap'))) return false;
    const rows = (await this.runner.query(
      'SELECT 1 FROM public.key_rewrap WHERE old_key_id = $1 AND finished_at IS NOT NULL',
      [id],
    )) as unknown[];
    return rows.length > 0;
  }

  private async has(table: string): Promise<boolean> {
    const [row] = (await this.runner.query('SELECT to_regclass($1) AS name', [
      `public.${table}`,
    ])) as { name: string | null }[];
    return row?.name != null;
  }

  /** Before migration 0201 there were none. */
  private async hasSealedPasswords(): Promise<boolean> {
    const rows = (await this.runner.query(
      `SELECT 1 FROM pg_attribute WHERE attrelid = 'public.master_key'::regclass
         AND attname = 'sealed_app_password'`,
    )) as unknown[];
    return rows.length > 0;
  }
}

const placeOf = (id: string) => ({ organisationId: null, table: 'master_key', id });
