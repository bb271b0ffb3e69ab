import { DomainError } from '@eyrie/platform';

/** One answer for an unknown address, a wrong password and a disabled account. */
export class WrongCredentials extends DomainError {
  readonly kind = 'unauthenticated';
  readonly code = 'auth.wrong_credentials';

  constructor() {
    super('The email address or the password is wrong.');
  }
}

/** The password was right; the account asks for a code as well. */
export class SecondFactorRequired extends DomainError {
  readonly kind = 'unauthenticated';
  readonly code = 'auth.second_factor_required';

  constructor() {
    super('Enter the six digits from your authenticator app, or a recovery code.');
  }
}

export class WrongCode extends DomainError {
  readonly kind = 'unauthenticated';
  readonly code = 'auth.wrong_code';

  constructor() {
    super('The code is wrong, or was used before. Wait for the next one.');
  }
}

export class TooManyCodes extends DomainError {
  readonly kind = 'too-many';
  readonly code = 'auth.too_many_codes';

  constructor(retryAfterSeconds: number) {
    super('Too many wrong codes. Try again later.', { retryAfterSeconds });
  }
}

/** Who is logged in has to show the password again, and it was not the one. */
export class WrongPassword extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'account.wrong_password';

  constructor() {
    super('The password is wrong.');
  }
}

export class SecondFactorInUse extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'account.second_factor_in_use';

  constructor() {
    super('The second factor is on already. Switch it off first.');
  }
}

export class SecondFactorNotBegun extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'account.second_factor_not_begun';

  constructor() {
    super('There is no second factor to confirm or to switch off.');
  }
}

export class SessionNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'session.not_found';

  constructor() {
    super('There is no such session.');
  }
}

export class OrganisationNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'organisation.not_found';

  constructor() {
    super('There is no such organisation.');
  }
}

export class TooManyLogins extends DomainError {
  readonly kind = 'too-many';
  readonly code = 'auth.too_many_attempts';

  constructor(retryAfterSeconds: number) {
    super('Too many attempts to log in. Try again later.', { retryAfterSeconds });
  }
}

export class LoginOverloaded extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'auth.overloaded';

  constructor() {
    super('Too many people are logging in at the moment.', { retryAfterSeconds: 2 });
  }
}
