import type { PersonPrincipal } from '../authorisation/principals.ts';
import type { SessionLookup } from '../tenancy/index.ts';

/** The caller behind a session. */
export function personOf(session: SessionLookup): PersonPrincipal {
  const { organisationId, userId, name, role, siteIds, sessionId, throughProvider } = session;
  const credential = {
    kind: 'session',
    id: sessionId,
    ...(throughProvider ? { throughProvider } : {}),
  } as const;
  return { kind: 'person', organisationId, userId, name, role, siteIds, credential };
}
