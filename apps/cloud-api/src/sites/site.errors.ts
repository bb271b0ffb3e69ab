import { DomainError } from '@eyrie/platform';

/** No such site in the organisation; whether another one has it is not told. */
export class SiteNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'site.not_found';

  constructor() {
    super('There is no such site.');
  }
}

/** It was put away: it is to be read, and nothing of it is to be changed before it is taken back. */
export class SiteArchived extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'site.archived';

  constructor() {
    super('The site was put away. Restore it before it is changed or gets a device.');
  }
}
