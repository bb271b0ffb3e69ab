import { DomainError } from '@eyrie/platform';
import { withReason } from '../devices/with-reason.ts';

/** One answer for an unknown device, a bad signature and a second use. */
export class AssertionRefused extends DomainError {
  readonly kind = 'unauthenticated';
  readonly code = 'auth.assertion_refused';

  constructor() {
    super('The assertion is not valid. Check the clock.');
  }
}

/** Told only to who has proven to be the device: it is to stop asking, and to say why. */
export class DeviceRevoked extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'device.revoked';

  constructor(reason: string | null) {
    super(withReason('The device was revoked', reason));
  }
}

/** As `DeviceRevoked`, until a person has looked into it. */
export class DeviceQuarantined extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'device.quarantined';

  constructor() {
    super('Two machines were seen with the identity of this device; it is in quarantine.');
  }
}
