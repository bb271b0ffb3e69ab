import { DomainError } from '@eyrie/platform';

export class ConfigurationVersionNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'configuration.version_not_found';

  constructor() {
    super('There is no such version.');
  }
}

/** No such organisation, site or device for this caller; whether another one has it is not told. */
export class ConfigurationTargetNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'configuration.target_not_found';

  constructor() {
    super('There is no such organisation, site or device.');
  }
}
