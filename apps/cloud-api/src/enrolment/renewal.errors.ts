import { DomainError } from '@eyrie/platform';

/** The request was not signed with a key that the device has at present. */
export class RenewalProofRefused extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'certificate.proof_refused';

  constructor() {
    super('The request is not signed with the present key of the device.');
  }
}

/** A device that asks for one certificate after the other is broken, or not alone. */
export class TooManyRenewals extends DomainError {
  readonly kind = 'too-many';
  readonly code = 'certificate.too_many';

  constructor() {
    super('The device has had too many certificates within the last hour.', {
      retryAfterSeconds: 3600,
    });
  }
}
