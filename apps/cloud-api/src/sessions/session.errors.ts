import { DomainError } from '@eyrie/platform';

/** One answer for an unknown address, a wrong password and a disabled account. */
export class WrongCredentials extends DomainError {
  readonly kind = 'unauthenticated';
  readonly code = 'auth.wrong_credentials';

  constructor() {
    super('The email address or the password is wrong.');
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
