import { DomainError } from '@eyrie/platform';

/** One answer for an unknown device, a revoked one, a bad signature and a second use. */
export class AssertionRefused extends DomainError {
  readonly kind = 'unauthenticated';
  readonly code = 'auth.assertion_refused';

  constructor() {
    super('The assertion is not valid. Check the clock, or whether the device was revoked.');
  }
}
