import type { DataSource } from 'typeorm';
import { masterKeyId } from '../database/roles.ts';
import { Sealing } from '../sealing/index.ts';
import { signingPurposes, SigningKeys } from '../signing-keys/index.ts';
import { plan } from '../signing-keys/rotation.ts';
import { Installation } from '../tenancy/index.ts';
import { KeysRefused } from './keys.errors.ts';

export interface SigningKeyState {
  readonly id: string;
  readonly purpose: string;
  readonly state: 'announced' | 'signs' | 'verifies' | 'over' | 'dropped';
  readonly signs_from: string;
  readonly dropped_at: string | null;
}

export interface MasterKeyState {
  readonly id: string;
  /** `left`: nothing is sealed under it any more, and it may be taken out of the environment. */
  readonly state: 'seals' | 'being-left' | 'left';
  /** Values that were sealed under it when it began to be left, and those wrapped anew since. */
  readonly total: number | null;
  readonly done: number | null;
}

export interface KeysReport {
  readonly signing_keys: readonly SigningKeyState[];
  readonly master_keys: readonly MasterKeyState[];
}

interface SigningRow {
  id: string;
  purpose: string;
  signsFrom: Date;
  droppedAt: Date | null;
}

/** What the operator of an installation does with its keys, by the database itself: no tenant may. */
export class KeyDesk {
  private readonly installation: Installation;

  /** `database`: as the role of DATABASE_URL. */
  constructor(private readonly database: DataSource) {
    this.installation = new Installation(database);
  }

  async status(): Promise<KeysReport> {
    return { signing_keys: await this.signingKeys(), master_keys: await this.masterKeys() };
  }

  /**
   * Announces the next key of each purpose, which signs a quarter of an hour later. Throws `KeysRefused`
   * where `masterKey` is not one of this database: no replica could open what it seals.
   */
  async rotate(masterKey: Buffer): Promise<KeysReport> {
    const id = masterKeyId(masterKey);
    const known = await this.database.query<unknown[]>(
      'SELECT 1 FROM public.master_key WHERE id = $1',
      [id],
    );
    if (known.length === 0) {
      throw new KeysRefused(
        `The master key ${id} does not belong to this database, and its replicas could not open a ` +
          'key that it seals. Set EYRIE_MASTER_KEY (or EYRIE_MASTER_KEY_FILE) to theirs.',
      );
    }
    const keys = new SigningKeys(this.installation, new Sealing(masterKey));
    for (const purpose of signingPurposes) await keys.announceNext(purpose);
    return this.status();
  }

  /**
   * In an emergency: what these keys signed is refused by every replica within ten seconds, and each
   * makes or takes another key. Throws `KeysRefused` for ids that are not there; then none is dropped.
   */
  async drop(ids: readonly string[]): Promise<KeysReport> {
    await this.database.transaction(async (tx) => {
      const rows = await tx.query<{ id: string }[]>(
        'SELECT id FROM public.signing_key WHERE id = ANY($1) FOR UPDATE',
        [ids],
      );
      const missing = ids.filter((id) => !rows.some((row) => row.id === id));
      if (missing.length > 0) {
        throw new KeysRefused(
          `There is no signing key ${missing.join(', ')}. Ask for those there are: eyrie keys status`,
        );
      }
      await tx.query(
        `UPDATE public.signing_key SET dropped_at = coalesce(dropped_at, now())
         WHERE id = ANY($1)`,
        [ids],
      );
    });
    return this.status();
  }

  private async signingKeys(): Promise<SigningKeyState[]> {
    const rows = await this.database.query<SigningRow[]>(
      `SELECT id, purpose, signs_from AS "signsFrom", dropped_at AS "droppedAt"
       FROM public.signing_key ORDER BY purpose, signs_from, id`,
    );
    const now = Date.now();
    return signingPurposes.flatMap((purpose) => {
      const all = rows.filter((row) => row.purpose === purpose);
      const { signing, verifying } = plan(
        all.filter(({ droppedAt }) => droppedAt === null),
        now,
      );
      const stateOf = (row: SigningRow): SigningKeyState['state'] => {
        if (row.droppedAt !== null) return 'dropped';
        if (row === signing) return 'signs';
        if (row.signsFrom.getTime() > now) return 'announced';
        return verifying.includes(row) ? 'verifies' : 'over';
      };
      return all.map((row) => ({
        id: row.id,
        purpose,
        state: stateOf(row),
        signs_from: row.signsFrom.toISOString(),
        dropped_at: row.droppedAt?.toISOString() ?? null,
      }));
    });
  }

  private async masterKeys(): Promise<MasterKeyState[]> {
    const rows = await this.database.query<
      { id: string; isLast: boolean; isLeft: boolean; total: number | null; done: number | null }[]
    >(
      `SELECT coalesce(k.id, r.old_key_id) AS id, r.total, r.done,
         k.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM public.master_key AS later
           WHERE (later.created_at, later.id) > (k.created_at, k.id)) AS "isLast",
         r.finished_at IS NOT NULL AS "isLeft"
       FROM public.master_key AS k FULL JOIN public.key_rewrap AS r ON r.old_key_id = k.id
       ORDER BY k.created_at NULLS FIRST, id`,
    );
    return rows.map(({ id, isLast, isLeft, total, done }) => {
      if (isLast) return { id, state: 'seals', total: null, done: null };
      return { id, state: isLeft ? 'left' : 'being-left', total, done };
    });
  }
}
