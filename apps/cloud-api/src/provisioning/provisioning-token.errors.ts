import { DomainError } from '@eyrie/platform';

export class ProvisioningTokenNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'provisioning_token.not_found';

  constructor() {
    super('There is no such provisioning token.');
  }
}

/** One answer for an unknown, an expired, a revoked and a used token. */
export class ProvisioningTokenRefused extends DomainError {
  readonly kind = 'unauthenticated';
  readonly code = 'provisioning_token.refused';

  constructor() {
    super('The provisioning token is not valid. Ask for a new one.');
  }
}

export class KnownDeviceNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'known_device.not_found';

  constructor() {
    super('There is no such serial among those that the site knows.');
  }
}
