import type { DeviceRole, Role } from '@eyrie/contracts';

/** Who may call an operation: everybody, people of some roles, or devices of some roles. */
export type Access =
  'public' | { readonly people: readonly Role[] } | { readonly devices: readonly DeviceRole[] };

const everyone = { people: ['owner', 'admin', 'operator', 'viewer'] } as const;
const operators = { people: ['owner', 'admin', 'operator'] } as const;
const admins = { people: ['owner', 'admin'] } as const;
const coordinators = { devices: ['coordinator'] } as const;

/** The one table of rights. A route names its operation; one that names none stops the start. */
export const operations = {
  'health.live': 'public',
  'health.ready': 'public',
  'health.read': 'public',
  'dashboard.read': 'public',

  'session.create': 'public',
  'session.read': everyone,
  'session.delete': everyone,

  'sites.create': admins,
  'sites.list': everyone,
  'sites.read': everyone,
  'devices.list': everyone,
  'devices.read': everyone,
  'cameras.create': operators,
  'cameras.list': everyone,
  'cameras.read': everyone,
  'provisioning-tokens.create': admins,
  'provisioning-tokens.list': admins,
  'provisioning-tokens.delete': admins,

  'frames.list': everyone,
  'frames.read': everyone,
  'frames.image': everyone,
  'frames.thumbnail': everyone,
  'timelapses.list': everyone,
  'timelapses.read': everyone,
  'timelapses.video': everyone,
  'timelapses.poster': everyone,
  'events.stream': everyone,

  'edge.enrol': 'public',
  'edge.token': 'public',
  'edge.site.read': coordinators,
  'edge.site.report': coordinators,
  'edge.site.founding': coordinators,
  'edge.site.recovery': coordinators,
  'edge.records.write': coordinators,
  'edge.blobs.write': coordinators,
  'edge.blobs.read': coordinators,
} as const satisfies Record<string, Access>;

export type Operation = keyof typeof operations;

export function accessOf(operation: Operation): Access {
  return operations[operation];
}
