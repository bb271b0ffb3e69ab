import { DomainError } from '@eyrie/platform';

/** No such site in the organisation; whether another one has it is not told. */
export class SiteNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'site.not_found';

  constructor() {
    super('There is no such site.');
  }
}
