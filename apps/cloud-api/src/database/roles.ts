import { createHmac } from 'node:crypto';

/**
 * Roles beside the owner of the schema (who is named in DATABASE_URL and only migrates):
 * - `eyrie_app` logs in for every request. Row-level security binds it, and it may not TRUNCATE.
 * - `eyrie_lookup` cannot log in. It owns the few functions that answer before a tenant is known
 *   (log-in by address, session by token), and reads only the columns those need, by policies of its
 *   own. So nothing in the database has BYPASSRLS.
 */
export const appRole = 'eyrie_app';
export const lookupRole = 'eyrie_lookup';

/**
 * The app role's password of a first start. It is kept with the master key (migration 0201) and stays
 * when that is exchanged, so that replicas with either key can connect.
 */
export function appRolePassword(masterKey: Buffer): string {
  return createHmac('sha256', masterKey).update('eyrie/postgres/eyrie_app').digest('base64url');
}

/** Names a master key without telling anything about it. */
export function masterKeyId(masterKey: Buffer): string {
  return createHmac('sha256', masterKey).update('eyrie/key-id').digest('hex').slice(0, 16);
}
