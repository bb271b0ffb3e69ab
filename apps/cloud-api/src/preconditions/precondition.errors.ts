import { DomainError } from '@eyrie/platform';

/** It is not as the caller has seen it: somebody else changed it meanwhile. */
export class ChangedMeanwhile extends DomainError {
  readonly kind = 'precondition-failed';
  readonly code = 'request.changed_meanwhile';

  constructor(revision: number) {
    super(`Somebody has changed it meanwhile: it is at revision ${revision} now. Read it again.`, {
      revision,
    });
  }
}

/** A change has to say what it is a change of. */
export class IfMatchRequired extends DomainError {
  readonly kind = 'precondition-required';
  readonly code = 'request.if_match_required';

  constructor() {
    super('Send the ETag of what you have seen as If-Match, or * for whatever is there by now.');
  }
}
