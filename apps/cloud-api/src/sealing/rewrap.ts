import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from '@eyrie/platform';
import type { EntityManager } from 'typeorm';
import { CONFIGURATION, type RunningConfiguration } from '../configuration.ts';
import { payloadPlace } from '../job-queue/sealed-payload.ts';
import { LOGGER } from '../logger.ts';
import { enterAccount, Installation, Tenancy } from '../tenancy/index.ts';
import { type KeyedRow, type SealedColumn, tenantColumns } from './sealed-columns.ts';
import { Sealing } from './sealing.ts';

/** Values that one transaction wraps anew. */
const rowsAtOnce = 200;
/** A transaction of no tenant: it sees no tenant's row. */
const noOrganisation = '00000000-0000-0000-0000-000000000000';

export interface RewrapProgress {
  readonly oldKeyId: string;
  readonly total: number;
  readonly done: number;
}

/**
 * Wraps what older master keys have sealed under the present one, while everything goes on: each value
 * is exchanged only where it is still the one that was read, values themselves are not touched, and a run
 * that was cut off is finished by the next.
 */
@Injectable()
export class Rewrap {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(Installation) private readonly installation: Installation,
    @Inject(Sealing) private readonly sealing: Sealing,
    @Inject(CONFIGURATION)
    private readonly configuration: Pick<RunningConfiguration, 'olderMasterKeyIds'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Goes through all older keys. Does nothing where nothing is left. */
  async run(
    signal: AbortSignal,
    onProgress: (progress: RewrapProgress) => void = () => undefined,
  ): Promise<void> {
    for (const oldKeyId of this.configuration.olderMasterKeyIds) {
      await this.leave(oldKeyId, signal, onProgress);
    }
  }

  private async leave(
    oldKeyId: string,
    signal: AbortSignal,
    onProgress: (progress: RewrapProgress) => void,
  ): Promise<void> {
    const organisations = await this.installation.listOrganisations();
    const total = await this.count(oldKeyId, organisations);
    let done = 0;
    const wrapped = async (count: number) => {
      if (count === 0) return;
      done += count;
      await this.installation.tellRewrap(oldKeyId, { total, done, isFinished: false });
      onProgress({ oldKeyId, total, done });
    };
    if (total > 0) await this.installation.tellRewrap(oldKeyId, { total, done, isFinished: false });
    for (const organisationId of organisations) {
      for (const column of tenantColumns) {
        for (;;) {
          if (signal.aborted) return;
          const count = await this.wrapSome(organisationId, column, oldKeyId);
          await wrapped(count);
          if (count < rowsAtOnce) break;
        }
      }
    }
    for (const id of await this.installation.listSealedAccounts(oldKeyId)) {
      if (signal.aborted) return;
      await wrapped(await this.wrapAccount(id));
    }
    for (const key of await this.installation.listSealedSigningKeys(oldKeyId)) {
      const place = { organisationId: null, table: 'signing_key', id: key.id };
      const sealed = this.sealing.rewrap(key.sealed, place);
      await wrapped(await this.installation.exchangeSigningKey(key.id, key.sealed, sealed));
    }
    for (const job of await this.installation.listSealedJobs(oldKeyId)) {
      const sealed = this.sealing.rewrap(job.sealed, payloadPlace(job.id));
      await wrapped(await this.installation.exchangeSealedJob(job.sealed, sealed));
    }
    // Somebody with the old key as his present one may have sealed something meanwhile.
    if ((await this.count(oldKeyId, organisations)) > 0) return;
    await this.installation.tellRewrap(oldKeyId, { total, done, isFinished: true });
    if (total > 0) {
      this.logger.info(
        { event: 'master_key_left', oldKeyId, values: done },
        'Nothing is sealed under the old master key any more.',
      );
    }
  }

  private async count(oldKeyId: string, organisations: readonly string[]): Promise<number> {
    const accounts = await this.installation.listSealedAccounts(oldKeyId);
    const keys = await this.installation.listSealedSigningKeys(oldKeyId);
    const jobs = await this.installation.listSealedJobs(oldKeyId);
    let total = accounts.length + keys.length + jobs.length;
    for (const organisationId of organisations) {
      total += await this.tenancy.transaction(organisationId, async (tx) => {
        let count = 0;
        for (const { table, column } of tenantColumns) {
          const [row] = await tx.query<{ count: number }[]>(
            `SELECT count(*) AS count FROM ${table}
             WHERE organisation_id = $1 AND starts_with(${column}, $2)`,
            [organisationId, prefixOf(oldKeyId)],
          );
          count += row?.count ?? 0;
        }
        return count;
      });
    }
    return total;
  }

  private wrapSome(
    organisationId: string,
    sealed: SealedColumn,
    oldKeyId: string,
  ): Promise<number> {
    const { table, column, key } = sealed;
    return this.tenancy.transaction(organisationId, async (tx) => {
      const rows = await tx.query<KeyedRow[]>(
        `SELECT ${[...key, column].join(', ')} FROM ${table}
         WHERE organisation_id = $1 AND starts_with(${column}, $2) LIMIT $3`,
        [organisationId, prefixOf(oldKeyId), rowsAtOnce],
      );
      for (const row of rows) await this.exchange(tx, organisationId, sealed, row);
      return rows.length;
    });
  }

  private async exchange(
    tx: EntityManager,
    organisationId: string,
    { table, column, key, place }: SealedColumn,
    row: KeyedRow,
  ): Promise<void> {
    const before = row[column] ?? '';
    const after = this.sealing.rewrap(before, place(organisationId, row));
    const where = key.map((name, at) => ` AND ${name} = $${at + 4}`).join('');
    await tx.query(
      `UPDATE ${table} SET ${column} = $3
       WHERE organisation_id = $1 AND ${column} = $2${where}`,
      [organisationId, before, after, ...key.map((name) => row[name])],
    );
  }

  private wrapAccount(id: string): Promise<number> {
    return this.tenancy.transaction(noOrganisation, async (tx) => {
      await enterAccount(tx, id);
      const [row] = await tx.query<{ sealed: string | null }[]>(
        'SELECT totp_sealed AS sealed FROM account WHERE id = $1 FOR NO KEY UPDATE',
        [id],
      );
      if (row?.sealed == null) return 0;
      const after = this.sealing.rewrap(row.sealed, { organisationId: null, table: 'account', id });
      await tx.query('UPDATE account SET totp_sealed = $2 WHERE id = $1', [id, after]);
      return 1;
    });
  }
}

const prefixOf = (keyId: string) => `v1.${keyId}.`;
