import type { DeviceRole, Role } from '@eyrie/contracts';

/** What was shown: the session of a log-in, or an API key (itself, or a token it was exchanged for). */
export interface Credential {
  kind: 'session' | 'api-key';
  id: string;
  /**
   * Set for a session that the organisation's own login provider opened: it is good for that
   * organisation and for nothing else of the person's account.
   */
  throughProvider?: true;
}

/** Somebody with a role in an organisation: a person, or a program with an API key. Ids are UUIDs. */
export interface PersonPrincipal {
  kind: 'person';
  organisationId: string;
  /** For an API key: whoever made it. */
  userId: string;
  /** The person's e-mail address or the key's name, for the audit log. */
  name: string;
  role: Role;
  /** The sites at which the role is granted; null for all. */
  siteIds: readonly string[] | null;
  credential: Credential;
}

/** A device that has shown a valid access token. Ids are UUIDs. */
export interface DevicePrincipal {
  kind: 'device';
  organisationId: string;
  siteId: string;
  deviceId: string;
  role: DeviceRole;
  /** Which of the device's keys its token was given for. */
  keyMark: string;
}

export type Principal = PersonPrincipal | DevicePrincipal;

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the authorisation guard; absent on public routes. */
    principal?: Principal;
  }
}
