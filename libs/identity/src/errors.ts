/** What a caller can do about it: `refused` needs a person, `unavailable` needs time, `damaged` a repair. */
export type IdentityErrorKind = 'refused' | 'unavailable' | 'damaged' | 'unprovisioned';

export abstract class IdentityError extends Error {
  abstract readonly kind: IdentityErrorKind;
  abstract readonly code: string;
}

/** The device has no identity yet, and was not told where or with what token to get one. */
export class ProvisioningMissing extends IdentityError {
  readonly kind = 'unprovisioned';
  readonly code = 'identity.provisioning_missing';

  constructor(missing: readonly string[]) {
    super(
      `This device is not enrolled yet. Set ${missing.join(' and ')} in the environment or in provision.txt.`,
    );
    this.name = 'ProvisioningMissing';
  }
}

/** The cloud does not accept this device's token; trying again with the same one is of no use. */
export class EnrolmentRefused extends IdentityError {
  readonly kind = 'refused';
  readonly code = 'identity.enrolment_refused';
  readonly status: number;

  constructor(status: number, detail: string) {
    super(
      `The cloud refused the enrolment (${status}: ${detail}). Make a new provisioning token for ` +
        'the site, set it as PROVISION_TOKEN, and start the device again.',
    );
    this.name = 'EnrolmentRefused';
    this.status = status;
  }
}

/** What stands on disk is not an identity: it is neither used nor replaced. */
export class IdentityDamaged extends IdentityError {
  readonly kind = 'damaged';
  readonly code = 'identity.damaged';

  constructor(path: string, detail: string, cause?: unknown) {
    super(`${path} is damaged (${detail}). Remove it to enrol the device anew.`, { cause });
    this.name = 'IdentityDamaged';
  }
}

/** The card was enrolled on another board: its key does not open on this one. */
export class OtherBoard extends IdentityError {
  readonly kind = 'refused';
  readonly code = 'identity.other_board';

  constructor(deviceName: string, why: string) {
    super(
      `The identity of "${deviceName}" on this card does not work here: ${why}. Put the card back ` +
        'into its board; or let this board take its place: on the page of the device choose ' +
        '"Replace the hardware", set the token as PROVISION_TOKEN (in the environment or in ' +
        'provision.txt), and start again.',
    );
    this.name = 'OtherBoard';
  }
}

/** The cloud does not accept the device's assertion: the device was revoked, or its key is unknown. */
export class TokenRefused extends IdentityError {
  readonly kind = 'refused';
  readonly code = 'identity.token_refused';
  readonly status: number;
  /** The cloud knows this device, and lets it in no more: why, in its words. Null otherwise. */
  readonly revocation: string | null;

  constructor(status: number, detail: string) {
    super(`The cloud gives this device no access token (${status}: ${detail}).`);
    this.name = 'TokenRefused';
    this.status = status;
    this.revocation = status === 403 ? detail : null;
  }
}

/** The cloud gives no new certificate for what was sent; the present one is kept. */
export class RenewalRefused extends IdentityError {
  readonly kind = 'refused';
  readonly code = 'identity.renewal_refused';

  constructor(status: number, detail: string) {
    super(`The cloud refused to renew the certificate (${status}: ${detail}).`);
    this.name = 'RenewalRefused';
  }
}

/** No answer, or one that says "later". `retryAfterMs` is the cloud's wish, where it has one. */
export class CloudUnavailable extends IdentityError {
  readonly kind = 'unavailable';
  readonly code = 'identity.cloud_unavailable';
  readonly retryAfterMs: number | null;

  constructor(detail: string, retryAfterMs: number | null, cause?: unknown) {
    super(`The cloud is not available: ${detail}.`, { cause });
    this.name = 'CloudUnavailable';
    this.retryAfterMs = retryAfterMs;
  }
}
