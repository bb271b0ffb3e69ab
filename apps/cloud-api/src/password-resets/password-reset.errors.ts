import { DomainError } from '@eyrie/platform';

/** One answer for a link that is unknown, used, too old, or overtaken by a newer password. */
export class PasswordResetRefused extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'password_reset.refused';

  constructor() {
    super('The link is not valid any more. Ask for a new one.');
  }
}

export class NoMail extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'password_reset.no_mail';

  constructor() {
    super('No mail is sent from here. Ask an owner of your organisation for a link.');
  }
}

export class TooManyPasswordResets extends DomainError {
  readonly kind = 'too-many';
  readonly code = 'password_reset.too_many';

  constructor(retryAfterSeconds: number) {
    super('Too many new passwords were asked for. Try again later.', { retryAfterSeconds });
  }
}

/** Who sees the link can log in, and must not get into organisations that are not his. */
export class BelongsElsewhere extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'password_reset.belongs_elsewhere';

  constructor() {
    super(
      'The account belongs to other organisations as well, so that nobody may see a link to it. It takes a mail server.',
    );
  }
}

export class NoPassword extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'password_reset.no_password';

  constructor() {
    super('That person has no password here, and logs in through the login provider.');
  }
}
