import type { DeviceRole, Role } from '@eyrie/contracts';
import type { PersonPrincipal } from './principals.ts';

export interface PeopleAccess {
  readonly people: readonly Role[];
  /** Whether an API key of such a role will do (it does unless this is false), or nothing else. */
  readonly keys?: false | 'only';
  /** `all`: not for those whose role is granted at some sites only. */
  readonly sites?: 'all';
  /** `false`: not for a session that the organisation's login provider opened. */
  readonly throughProvider?: false;
}

/** Who may call an operation: everybody, people of some roles, or devices of some roles. */
export type Access = 'public' | PeopleAccess | { readonly devices: readonly DeviceRole[] };

const everyone = { people: ['owner', 'admin', 'operator', 'viewer'] } as const;
const operators = { people: ['owner', 'admin', 'operator'] } as const;
const admins = { people: ['owner', 'admin'] } as const;
/** What is the organisation's and of no site. */
const wholeEveryone = { ...everyone, sites: 'all' } as const;
const wholeAdmins = { ...admins, sites: 'all' } as const;
const wholeOwners = { people: ['owner'], sites: 'all' } as const;
/** A person's own affairs. */
const oneself = { ...everyone, keys: false } as const;
/** What is the account's, beyond the organisation: its own password has to have opened the session. */
const ownAccount = { ...oneself, throughProvider: false } as const;
/** Whoever sets the login provider decides who the people are. */
const owners = { people: ['owner'], sites: 'all', keys: false } as const;
const coordinators = { devices: ['coordinator'] } as const;

/** The one table of rights. A route names its operation; one that names none stops the start. */
export const operations = {
  'health.live': 'public',
  'health.ready': 'public',
  'health.read': 'public',
  'dashboard.read': 'public',
  'problems.list': 'public',
  'problems.page': 'public',

  'session.create': 'public',
  'session.read': oneself,
  'session.delete': oneself,
  'session.switch': ownAccount,
  'session.provider.offer': 'public',
  'session.provider.begin': 'public',
  'session.provider.complete': 'public',
  'account.read': oneself,
  'account.sessions.list': oneself,
  'account.sessions.delete': oneself,
  'account.sessions.delete-others': oneself,
  'account.password': ownAccount,
  'account.second-factor.set-up': ownAccount,
  'account.second-factor.confirm': ownAccount,
  'account.second-factor.remove': ownAccount,
  'account.provider.read': oneself,
  'account.provider.begin': ownAccount,
  'account.provider.connect': ownAccount,
  'account.provider.disconnect': ownAccount,
  'auth.token': everyone,
  'auth.jwks': 'public',

  'people.list': wholeEveryone,
  'people.change': wholeAdmins,
  'people.remove': wholeAdmins,
  // Whoever sees the link can log in as the person.
  'people.password-reset': owners,
  'password-reset.offer': 'public',
  'password-reset.ask': 'public',
  'password-reset.look-up': 'public',
  'password-reset.complete': 'public',
  'invitations.create': wholeAdmins,
  'invitations.list': wholeAdmins,
  'invitations.delete': wholeAdmins,
  'invitations.look-up': 'public',
  'invitations.accept': 'public',
  // A key that could make keys would outlive its own end.
  'api-keys.create': { ...wholeAdmins, keys: false },
  'api-keys.list': wholeAdmins,
  'api-keys.delete': wholeAdmins,
  'login-provider.read': owners,
  'login-provider.change': owners,
  'login-provider.delete': owners,
  'login-provider.test': owners,
  'audit.list': wholeAdmins,
  'audit.export': wholeAdmins,
  'audit.checkpoints.list': wholeAdmins,
  'audit.checkpoints.create': wholeAdmins,
  'audit.keys': 'public',

  'organisation.exports.create': wholeAdmins,
  'organisation.exports.list': wholeAdmins,
  'organisation.exports.file': wholeAdmins,
  'organisation.erasure.read': wholeAdmins,
  // A program must not end an organisation.
  'organisation.erasure.request': { ...wholeOwners, keys: false },
  'organisation.erasure.cancel': { ...wholeOwners, keys: false },

  'analytics.read': everyone,
  'analytics.captures': everyone,

  'retention.read': wholeEveryone,
  'retention.preview': wholeAdmins,
  'retention.change': wholeAdmins,

  'sites.create': wholeAdmins,
  'sites.list': everyone,
  'sites.read': everyone,
  'sites.change': admins,
  'sites.archive': wholeAdmins,
  'sites.restore': wholeAdmins,
  'sites.ca-rotation.read': everyone,
  'sites.ca-rotation.start': admins,
  'sites.ca-rotation.proceed': admins,
  'devices.list': everyone,
  'devices.counts': everyone,
  'devices.read': everyone,
  'devices.history': everyone,
  'devices.readings': everyone,
  'devices.change': operators,
  'devices.revoke': admins,
  'devices.decommission': admins,
  'configurations.schema': everyone,
  'configurations.read': everyone,
  'configurations.effective': everyone,
  'configurations.rollout': everyone,
  'configurations.versions': everyone,
  'configurations.version': everyone,
  'configurations.diff': everyone,
  'configurations.change': operators,
  'configurations.rollback': operators,
  // No route of its own: what the two above need besides where the layer is the organisation's.
  'configurations.change-organisation': wholeAdmins,
  'cameras.create': operators,
  'cameras.change': operators,
  'cameras.list': everyone,
  'cameras.read': everyone,
  'locked-ranges.create': operators,
  'locked-ranges.list': everyone,
  'locked-ranges.delete': operators,
  'cameras.archive': admins,
  'cameras.restore': admins,
  'commands.create': operators,
  'commands.list': everyone,
  'commands.read': everyone,
  // Logs tell more than pictures do.
  'commands.file': operators,
  'bulk.commands': operators,
  'bulk.revoke': admins,
  'bulk.decommission': admins,
  // Each of them is for whom the table lets begin such a one.
  'operations.list': everyone,
  'operations.read': everyone,
  'operations.cancel': everyone,
  'provisioning-tokens.create': admins,
  'provisioning-tokens.create-claims': admins,
  'provisioning-tokens.list': admins,
  'provisioning-tokens.delete': admins,
  'enrolment-requests.list': operators,
  'enrolment-requests.read': operators,
  'enrolment-requests.approve': admins,
  'enrolment-requests.reject': admins,
  'known-devices.list': admins,
  'known-devices.add': admins,
  'known-devices.remove': admins,

  'frames.list': everyone,
  'frames.read': everyone,
  'frames.pin': operators,
  'frames.unpin': operators,
  'frames.image': everyone,
  'frames.thumbnail': everyone,
  'timelapses.list': everyone,
  'timelapses.read': everyone,
  'timelapses.video': everyone,
  'timelapses.poster': everyone,
  'events.stream': everyone,
  'events.stats': wholeAdmins,
  // For programs: a person's session has nothing to tell all the others.
  'events.broadcast': { ...operators, keys: 'only', sites: 'all' },
  'events.token': everyone,

  'edge.enrol': 'public',
  'edge.enrolment.challenge': 'public',
  'edge.token': 'public',
  'edge.certificate.trust': { devices: ['coordinator', 'worker'] },
  'edge.certificate.renew': { devices: ['coordinator', 'worker'] },
  'edge.site.read': coordinators,
  'edge.site.report': coordinators,
  'edge.site.founding': coordinators,
  'edge.site.recovery': coordinators,
  'edge.commands.read': coordinators,
  'edge.commands.judge': coordinators,
  'edge.records.write': coordinators,
  'edge.blobs.write': coordinators,
  'edge.blobs.read': coordinators,
} as const satisfies Record<string, Access>;

export type Operation = keyof typeof operations;

/**
 * Operations that ask in their own transaction whether the device that calls is still welcome, so that
 * nobody asks before.
 */
export const devicesAskedInTransaction: ReadonlySet<Operation> = new Set(['edge.records.write']);

/** Whether a caller of that role, with that credential and those sites, may call the operation. */
export function permits(
  access: Access,
  caller: Pick<PersonPrincipal, 'role' | 'siteIds' | 'credential'>,
): boolean {
  if (access === 'public') return true;
  if (!('people' in access) || !access.people.includes(caller.role)) return false;
  if (access.keys === false && caller.credential.kind === 'api-key') return false;
  if (access.keys === 'only' && caller.credential.kind !== 'api-key') return false;
  if (access.throughProvider === false && caller.credential.throughProvider) return false;
  return access.sites !== 'all' || caller.siteIds === null;
}

export function accessOf(operation: Operation): Access {
  return operations[operation];
}
