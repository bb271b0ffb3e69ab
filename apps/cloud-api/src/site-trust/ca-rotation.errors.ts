import { DomainError } from '@eyrie/platform';

export class CaRotationUnderWay extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'ca_rotation.under_way';

  constructor() {
    super('The site is on its way to a new authority already.');
  }
}

export class NoCaRotation extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'ca_rotation.none';

  constructor() {
    super('No rotation of the authority is under way at the site.');
  }
}
