import type { Role } from '@eyrie/contracts';
import { DomainError } from '@eyrie/platform';

const ranks = { viewer: 0, operator: 1, admin: 2, owner: 3 } as const satisfies Record<
  Role,
  number
>;

/** Nobody gives, or takes away, a role above their own. */
export class RoleTooHigh extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'auth.role_too_high';

  constructor() {
    super('That is above your own role.');
  }
}

/** Throws `RoleTooHigh`. */
export function requireRank(own: Role, concerned: Role): void {
  if (ranks[concerned] > ranks[own]) throw new RoleTooHigh();
}
