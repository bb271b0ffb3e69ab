import { lookAtId, askAdmin, waitAndRetry, makeAnother, type ProblemNote } from './remedies.ts';

/** Of people, programs and how they get in. */
export const peopleProblems: Readonly<Record<string, ProblemNote>> = {
  'account.second_factor_in_use': [
    409,
    'The second factor of the account is on already.',
    'Switch it off first, with the password and a code.',
  ],
  'account.second_factor_not_begun': [
    409,
    'There is no second factor to confirm or to switch off.',
    'Set it up first.',
  ],
  'account.wrong_password': [
    403,
    'The password that confirms this is wrong.',
    'Enter the present password of your account.',
  ],
  'api_key.not_found': [404, 'There is no such API key, or it was revoked.', lookAtId],
  'api_key.too_many': [
    409,
    'The organisation has as many API keys as it may have.',
    'Revoke one that is not used any more.',
  ],
  'auth.assertion_refused': [
    401,
    "A device's assertion is not valid: its signature, its time or its use.",
    "Check the device's clock; an assertion is good for a short time and once.",
  ],
  'auth.forbidden': [403, 'Your role does not permit this.', askAdmin],
  'auth.foreign_origin': [
    403,
    'A session was used by a page of another server.',
    'Use the dashboard at its own address, or an API key from programs.',
  ],
  'auth.overloaded': [503, 'Too many people are logging in at the moment.', waitAndRetry],
  'auth.required': [
    401,
    'The request has no credential, or one that is not good any more.',
    'Log in again, or send a valid API key or access token.',
  ],
  'auth.role_too_high': [
    403,
    'Nobody gives, or takes away, a role above their own.',
    'Ask somebody of that role.',
  ],
  'auth.second_factor_required': [
    401,
    'The account has a second factor, and the log-in has no code.',
    'Send the six digits of the authenticator app, or a recovery code.',
  ],
  'auth.too_many_attempts': [429, 'There were too many attempts to log in.', waitAndRetry],
  'auth.too_many_codes': [429, 'There were too many wrong codes.', waitAndRetry],
  'auth.wrong_code': [
    401,
    'The code is wrong, or was used before.',
    'Wait for the next one; check the clock of the telephone.',
  ],
  'auth.wrong_credentials': [
    401,
    'The e-mail address or the password is wrong.',
    'Try again; which of the two it is, is not told.',
  ],
  'erasure.name_mismatch': [
    422,
    'The name that was typed is not the name of the organisation.',
    'Type it exactly as it is shown.',
  ],
  'erasure.not_cancellable': [
    409,
    'There is no erasure that could still be cancelled.',
    'Read the state of the erasure.',
  ],
  'erasure.requested': [
    409,
    'The erasure of the organisation is asked for already.',
    'Cancel it first if it is to be asked for otherwise.',
  ],
  'export.not_found': [
    404,
    'There is no such export, or its link is not good any more.',
    makeAnother,
  ],
  'invitation.not_found': [404, 'There is no such invitation.', lookAtId],
  'invitation.refused': [
    404,
    'The invitation was used, revoked or has expired.',
    'Ask who sent it for a new one.',
  ],
  'login_provider.answer_refused': [
    401,
    'The log-in was not begun in this browser, has expired or was used before.',
    'Begin it again.',
  ],
  'login_provider.connect_first': [
    409,
    'The account has a password, and is not connected with the provider yet.',
    'Log in with the password once, and connect the provider on the Account page.',
  ],
  'login_provider.domain_not_allowed': [
    403,
    'People of that e-mail domain are not let in by the login provider.',
    askAdmin,
  ],
  'login_provider.email_not_verified': [
    403,
    'The login provider does not vouch for the e-mail address.',
    'Have it verified there first.',
  ],
  'login_provider.identity_taken': [
    409,
    'Somebody else of the organisation is connected with that identity already.',
    'Choose another identity at the provider.',
  ],
  'login_provider.not_found': [
    404,
    'The organisation has no login provider, or none any more.',
    'Log in with your password, or have an owner set it up.',
  ],
  'login_provider.not_invited': [
    403,
    'The e-mail address does not belong to the organisation.',
    'Ask an admin for an invitation.',
  ],
  'login_provider.only_way_in': [
    409,
    'There is no other way into this account.',
    'Set a password before you disconnect the provider.',
  ],
  'login_provider.other_email': [
    409,
    'The e-mail address at the provider is another one than here.',
    'Choose the same address at the provider.',
  ],
  'login_provider.refused': [
    401,
    'The login provider did not let you in.',
    'The detail has its reason; begin again.',
  ],
  'login_provider.unavailable': [
    503,
    'The login provider does not answer as one at the moment.',
    'Try again, or log in with your password.',
  ],
  'organisation.not_found': [404, 'There is no such organisation.', lookAtId],
  'password_reset.belongs_elsewhere': [
    409,
    'The account is of other organisations as well, so nobody may see a link to it.',
    'Set up mail (EYRIE_SMTP_URL), and let the person ask for a link.',
  ],
  'password_reset.no_mail': [
    409,
    'This installation sends no mail.',
    'Ask an owner of your organisation for a link.',
  ],
  'password_reset.no_password': [
    409,
    'The person logs in through the login provider and has no password here.',
    'Send the person to the login provider.',
  ],
  'password_reset.refused': [
    404,
    'The link is unknown, used, too old, or of before a newer password.',
    'Ask for a new link.',
  ],
  'password_reset.too_many': [429, 'Too many new passwords were asked for.', waitAndRetry],
  'person.already_member': [
    409,
    'Somebody with that address belongs to the organisation already.',
    'Change the role of that person instead.',
  ],
  'person.last_owner': [
    409,
    'An organisation always has an owner.',
    'Make somebody else an owner first.',
  ],
  'person.not_found': [404, 'There is no such person in the organisation.', lookAtId],
  'person.owner_has_all_sites': [
    422,
    'An owner owns the whole organisation, not some of its sites.',
    'Leave site_ids null, or give another role.',
  ],
  'session.not_found': [404, 'There is no such session of yours.', lookAtId],
  'stream.token_not_granted': [
    403,
    'A token for the stream is for yourself, and for at most what you may do.',
    'Ask for your own user_id and for fewer permissions.',
  ],
  'stream.too_many': [
    429,
    'You have as many event streams open as you may have.',
    'Close one, such as another tab.',
  ],
};
