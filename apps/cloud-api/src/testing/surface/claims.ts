import { idFromUuid } from '@eyrie/contracts';
import type { FilledOrganisation } from '../filled-organisation.ts';
import type { SampleRequest } from '../operation-samples/index.ts';
import type { DocumentedOperation } from './documented-operations.ts';

type Claim = (sample: SampleRequest) => SampleRequest;

/** Ways to say, beside a request, that one is of the victim: in the body, the address, the headers. */
export function claimsOf(
  { bodySchema }: Pick<DocumentedOperation, 'bodySchema'>,
  victim: FilledOrganisation,
  theirs: SampleRequest,
): [string, Claim][] {
  const organisation = idFromUuid('organisation', victim.organisationId);
  const names = {
    organisation_id: organisation,
    organisationId: victim.organisationId,
    org_id: organisation,
    org: organisation,
    tenant: victim.organisationId,
    site_id: victim.site.id,
    siteId: victim.site.id,
    device_id: victim.worker.enrolment.deviceId,
    camera_id: victim.cameraId,
    user_id: idFromUuid('user', victim.owner.userId),
    id: Object.values(theirs.path ?? {})[0] ?? victim.site.id,
  };
  const headers = {
    'x-org-id': organisation,
    'x-organisation-id': victim.organisationId,
    'x-organization': organisation,
    'x-tenant-id': victim.organisationId,
    'x-forwarded-user': victim.owner.email,
  };
  // What the operation itself takes is tried as an id of its own; a claim does not take its place.
  const query: Claim = (sample) => ({
    ...sample,
    query: { ...names, ...sample.query },
  });
  const body: Claim = (sample) => ({
    ...sample,
    body: { ...names, ...(sample.body as object | undefined) },
  });
  const claims: [string, Claim][] = [
    ['headers that claim', (sample) => ({ ...sample, headers: { ...headers, ...sample.headers } })],
    ['an address that claims', query],
  ];
  if (bodySchema !== null) claims.push(['a body that claims', body]);
  return claims;
}
