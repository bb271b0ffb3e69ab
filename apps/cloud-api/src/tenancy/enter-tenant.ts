import { currentRequest } from '../request-context/request-context.ts';

/** Local to the transaction: the next one on the connection starts without a tenant. */
export const enterTenant = `SELECT set_config('app.organisation_id', $1, true),
  set_config('app.site_ids', $2, true)`;

/** The values of `enterTenant`. `organisationId` is a UUID out of a verified credential. */
export function tenantParameters(organisationId: string): [string, string] {
  return [organisationId, grantedSites()];
}

/** The sites of a caller who is limited to some; empty for everybody else. */
function grantedSites(): string {
  const principal = currentRequest()?.principal;
  return principal?.kind === 'person' ? (principal.siteIds?.join(',') ?? '') : '';
}
