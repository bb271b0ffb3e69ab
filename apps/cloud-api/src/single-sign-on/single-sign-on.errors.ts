import { DomainError } from '@eyrie/platform';

export class LoginProviderNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'login_provider.not_found';

  constructor() {
    super('The organisation has no login provider, or none any more.');
  }
}

/** The provider cannot be reached, or does not speak OpenID Connect. */
export class LoginProviderUnavailable extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'login_provider.unavailable';

  constructor(name: string, cause: unknown) {
    super(
      `${name} does not answer as a login provider at the moment. Try again, or log in with your password.`,
      { retryAfterSeconds: 10 },
      { cause },
    );
  }
}

/** What came back does not belong to what was begun here. One answer for every forgery. */
export class ProviderAnswerRefused extends DomainError {
  readonly kind = 'unauthenticated';
  readonly code = 'login_provider.answer_refused';

  constructor(cause?: unknown) {
    super(
      'This log-in was not begun in this browser, has expired or was used before. Begin it again.',
      {},
      { cause },
    );
  }
}

/** The provider itself said no: it was cancelled there, or the person may not use this application. */
export class RefusedByProvider extends DomainError {
  readonly kind = 'unauthenticated';
  readonly code = 'login_provider.refused';

  constructor(name: string, reason: string) {
    super(`${name} did not let you in (${reason}).`, { reason });
  }
}

export class EmailNotVerified extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'login_provider.email_not_verified';

  constructor(name: string) {
    super(`${name} does not vouch for your e-mail address. Have it verified there first.`);
  }
}

export class EmailDomainNotAllowed extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'login_provider.domain_not_allowed';

  constructor(domain: string) {
    super(`People of ${domain} are not let in this way.`);
  }
}

export class NotInvited extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'login_provider.not_invited';

  constructor(email: string) {
    super(`${email} does not belong to the organisation. Ask an admin for an invitation.`);
  }
}

/** The address is a member's who has a password: only that proves that he is the same. */
export class ConnectFirst extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'login_provider.connect_first';

  constructor(name: string) {
    super(
      `Your account has a password. Log in with it once, and connect ${name} on the Account page.`,
    );
  }
}

export class EmailIsNotYours extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'login_provider.other_email';

  constructor(theirs: string, yours: string) {
    super(`You were ${theirs} there, and are ${yours} here. Choose the same address.`);
  }
}

export class IdentityTaken extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'login_provider.identity_taken';

  constructor() {
    super('Somebody else of the organisation is connected with that identity already.');
  }
}

/** The account has no other way in. */
export class OnlyWayIn extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'login_provider.only_way_in';

  constructor() {
    super('There is no other way into this account.');
  }
}
