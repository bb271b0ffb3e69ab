import { DomainError } from '@eyrie/platform';

/** No valid credential. One answer for a missing, an expired, a revoked and a forged one. */
export class NotAuthenticated extends DomainError {
  readonly kind = 'unauthenticated';
  readonly code = 'auth.required';

  constructor() {
    super('Log in, or send a valid access token.');
  }
}

export class NotAllowed extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'auth.forbidden';

  constructor(operation: string) {
    super('Your role does not permit this.', { operation });
  }
}

/** A request that changes something came from another site's page. */
export class ForeignOrigin extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'auth.foreign_origin';

  constructor() {
    super('The request does not come from a page of this server.');
  }
}
