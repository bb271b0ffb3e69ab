import { DomainError } from '@eyrie/platform';

export class ErasureNameMismatch extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'erasure.name_mismatch';

  constructor() {
    super('The name that was typed is not the name of the organisation.');
  }
}

export class ErasureRequested extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'erasure.requested';

  constructor() {
    super('The erasure of the organisation is asked for already.');
  }
}

/** None is asked for, or it has begun. */
export class ErasureNotCancellable extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'erasure.not_cancellable';

  constructor() {
    super('There is no erasure that could still be cancelled.');
  }
}
