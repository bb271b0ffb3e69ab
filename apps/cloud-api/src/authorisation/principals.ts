import type { DeviceRole, Role } from '@eyrie/contracts';

/** A person who is logged in. Ids are UUIDs. */
export interface PersonPrincipal {
  kind: 'person';
  organisationId: string;
  userId: string;
  sessionId: string;
  role: Role;
}

/** A device that has shown a valid access token. Ids are UUIDs. */
export interface DevicePrincipal {
  kind: 'device';
  organisationId: string;
  siteId: string;
  deviceId: string;
  role: DeviceRole;
}

export type Principal = PersonPrincipal | DevicePrincipal;

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the authorisation guard; absent on public routes. */
    principal?: Principal;
  }
}
