import { DomainError } from '@eyrie/platform';

/** The layer is not at the version that the caller has seen: somebody else changed it meanwhile. */
export class ConfigurationChangedMeanwhile extends DomainError {
  readonly kind = 'precondition-failed';
  readonly code = 'configuration.changed_meanwhile';

  constructor(version: number) {
    super(`Somebody has changed it meanwhile: it is at version ${version} now.`, { version });
  }
}

/** A change has to say which version it is a change of. */
export class ConfigurationVersionMissing extends DomainError {
  readonly kind = 'precondition-required';
  readonly code = 'configuration.if_match_required';

  constructor() {
    super('Send the ETag of the version that you have seen as If-Match, for example "3".');
  }
}

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
