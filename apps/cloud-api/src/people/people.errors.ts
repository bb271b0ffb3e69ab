import { DomainError } from '@eyrie/platform';

export class PersonNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'person.not_found';

  constructor() {
    super('There is no such person in the organisation.');
  }
}

export class LastOwner extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'person.last_owner';

  constructor() {
    super('An organisation has an owner. Make somebody else one first.');
  }
}

export class OwnerNeedsAllSites extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'person.owner_has_all_sites';

  constructor() {
    super('An owner owns the whole organisation, not some of its sites.');
  }
}

export class AlreadyMember extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'person.already_member';

  constructor() {
    super('Somebody with that address belongs to the organisation already.');
  }
}

export class InvitationNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'invitation.not_found';

  constructor() {
    super('There is no such invitation.');
  }
}

/** One answer for an unknown, an expired, a revoked and an accepted one. */
export class InvitationRefused extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'invitation.refused';

  constructor() {
    super('The invitation is not valid any more. Ask for a new one.');
  }
}
