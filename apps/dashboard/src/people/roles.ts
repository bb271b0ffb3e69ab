import type { Role } from '@eyrie/contracts';

const ranks: readonly Role[] = ['viewer', 'operator', 'admin', 'owner'];

/** What the role may do, in a few words. */
export const roleTexts = {
  owner: 'Owner – everything, owners too',
  admin: 'Admin – people, keys, sites',
  operator: 'Operator – cameras and commands',
  viewer: 'Viewer – looks on',
} as const satisfies Record<Role, string>;

export const roleNames = {
  owner: 'Owner',
  admin: 'Admin',
  operator: 'Operator',
  viewer: 'Viewer',
} as const satisfies Record<Role, string>;

/** The roles that somebody with `own` may give: none above it. */
export function rolesUpTo(own: Role): Role[] {
  return ranks.slice(0, ranks.indexOf(own) + 1).toReversed();
}
