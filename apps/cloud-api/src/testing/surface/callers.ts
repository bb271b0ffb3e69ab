import { accessOf, type Operation } from '../../authorisation/operations.ts';
import type { FilledOrganisation } from '../filled-organisation.ts';
import type { SampleRequest } from '../operation-samples/index.ts';

/** Somebody with a credential, or with none. */
export interface Caller {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
}

const withCookie = (name: string, { cookie }: { cookie: string }): Caller => ({
  name,
  headers: { cookie },
});
const withBearer = (name: string, token: string): Caller => ({
  name,
  headers: { authorization: `Bearer ${token}` },
});

export const nobody: Caller = { name: 'nobody', headers: {} };

/** The kinds of callers that an organisation has, and one who is nobody. */
export function callersOf(organisation: FilledOrganisation) {
  const { owner, limited, apiKey, coordinator, worker } = organisation;
  return {
    owner: withCookie('the owner', owner),
    limited: withCookie('an operator of another site', limited),
    key: withBearer('an API key', apiKey.secret),
    coordinator: withBearer('the coordinator', coordinator.token),
    worker: withBearer('the worker', worker.token),
    nobody,
  } as const;
}

/** Who calls the operation with success. */
export function rightfulCaller(
  operation: Operation,
  organisation: FilledOrganisation,
  { person, device }: Pick<SampleRequest, 'person' | 'device'>,
): Caller {
  const callers = callersOf(organisation);
  const access = accessOf(operation);
  if (access === 'public') return callers.nobody;
  if ('devices' in access) {
    return device ? withBearer('a coordinator', device.token) : callers.coordinator;
  }
  if (person) return withCookie('a colleague', person);
  return access.keys === 'only' ? callers.key : callers.owner;
}
