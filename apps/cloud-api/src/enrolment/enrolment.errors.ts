import { DomainError } from '@eyrie/platform';
import { withReason } from '../devices/with-reason.ts';

/** Told to the device itself: it is to stop asking, and to say why. */
export class EnrolmentRejected extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'enrolment.rejected';

  constructor(reason: string | null) {
    super(withReason('The device was rejected', reason));
  }
}

export class EnrolmentRequestNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'enrolment_request.not_found';

  constructor() {
    super('There is no such enrolment request.');
  }
}

/** Somebody was faster, and decided otherwise. */
export class EnrolmentDecided extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'enrolment_request.decided';

  constructor(state: string) {
    super(`The request was ${state} already.`, { state });
  }
}

/** With it has ended what waited by it. */
export class EnrolmentTokenRevoked extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'enrolment_request.token_revoked';

  constructor() {
    super('The provisioning token that the device came with was revoked. It needs another one.');
  }
}
