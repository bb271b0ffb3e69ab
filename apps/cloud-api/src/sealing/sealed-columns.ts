import { createHash } from 'node:crypto';
import type { SealedPlace } from './sealing.ts';

export type KeyedRow = Readonly<Record<string, string>>;

/** A column of a tenant's table that holds sealed values, and where each of them belongs. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The primary key, beside the organisation. */
  readonly key: readonly string[];
  readonly place: (organisationId: string, row: KeyedRow) => SealedPlace;
}

/** Every sealed column of tenants. A test asks the catalog whether one is missing. */
export const tenantColumns: readonly SealedColumn[] = [
  {
    table: 'site_ca',
    column: 'sealed_private_key',
    key: ['site_id', 'generation'],
    // The first had no number.
    place: (organisationId, row) => ({
      organisationId,
      table: 'site_ca',
      id:
        String(row['generation']) === '1'
          ? (row['site_id'] ?? '')
          : `${row['site_id']}/${row['generation']}`,
    }),
  },
  {
    table: 'command_key',
    column: 'sealed_private_key',
    key: ['site_id', 'key_id'],
    place: (organisationId, row) => ({
      organisationId,
      table: 'command_key',
      id: `${row['site_id']}/${row['key_id']}`,
    }),
  },
  {
    table: 'camera',
    column: 'sealed_password',
    key: ['id'],
    place: (organisationId, row) => ({ organisationId, table: 'camera', id: row['id'] ?? '' }),
  },
  {
    table: 'login_provider',
    column: 'sealed_client_secret',
    key: [],
    place: (organisationId) => ({ organisationId, table: 'login_provider', id: organisationId }),
  },
  {
    table: 'idempotency_record',
    column: 'sealed_answer',
    key: ['actor', 'route', 'key'],
    place: (organisationId, row) => ({
      organisationId,
      table: 'idempotency_record',
      id: createHash('sha256')
        .update(JSON.stringify([organisationId, row['actor'], row['route'], row['key']]))
        .digest('hex'),
    }),
  },
];
/** Those of no tenant: `Rewrap` goes through them by ways of their own. */
export const otherColumns = [
  { table: 'account', column: 'totp_sealed' },
  { table: 'signing_key', column: 'sealed_private_key' },
  // Each row has it under its own key, and goes with it.
  { table: 'master_key', column: 'sealed_app_password' },
] as const;
