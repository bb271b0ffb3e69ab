import assert from 'node:assert/strict';
import { currentRequest } from '../request-context/request-context.ts';

/** Local to the transaction: the next one on the connection starts without a tenant. */
export const enterTenant = `SELECT set_config('app.organisation_id', $1, true),
  set_config('app.site_ids', $2, true)`;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The values of `enterTenant`. `organisationId` is a UUID out of a verified credential, or out of a job.
 * Throws where there is none: work without a tenant would see nothing, and seem to be done.
 */
export function tenantParameters(organisationId: string): [string, string] {
  assert(uuid.test(organisationId), 'A transaction needs the organisation whose rows it is about.');
  return [organisationId, grantedSites()];
}

/** The sites of a caller who is limited to some; empty for everybody else. */
function grantedSites(): string {
  const principal = currentRequest()?.principal;
  return principal?.kind === 'person' ? (principal.siteIds?.join(',') ?? '') : '';
}
