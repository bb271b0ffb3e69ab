import type { EntityManager } from 'typeorm';

/**
 * Lets the rest of the transaction see one person's account beside the organisation's rows.
 * `accountId` is a UUID out of a verified credential.
 */
export async function enterAccount(tx: EntityManager, accountId: string): Promise<void> {
  await tx.query('SELECT set_config($1, $2, true)', ['app.account_id', accountId]);
}
