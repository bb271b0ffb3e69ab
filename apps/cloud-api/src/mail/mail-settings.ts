import { ConfigurationError } from '@eyrie/platform';

/** How mail goes out: by SMTP, into a folder, or not at all. Throws `ConfigurationError`. */
export function readMail(environment: {
  EYRIE_SMTP_URL?: string | undefined;
  EYRIE_MAIL_FROM?: string | undefined;
  EYRIE_MAIL_DIRECTORY?: string | undefined;
}): { smtpUrl: string | null; from: string; directory: string | null } {
  const { EYRIE_SMTP_URL: smtpUrl, EYRIE_MAIL_FROM: from } = environment;
  const directory = environment.EYRIE_MAIL_DIRECTORY;
  if (smtpUrl !== undefined && from === undefined) {
    throw new ConfigurationError(['EYRIE_MAIL_FROM must be set together with EYRIE_SMTP_URL']);
  }
  if (smtpUrl !== undefined && directory !== undefined) {
    throw new ConfigurationError([
      'EYRIE_SMTP_URL and EYRIE_MAIL_DIRECTORY: only one of them can be set',
    ]);
  }
  return {
    smtpUrl: smtpUrl ?? null,
    from: from ?? 'Eyrie <eyrie@localhost>',
    directory: directory ?? null,
  };
}
