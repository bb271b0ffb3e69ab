import type { Role } from '@eyrie/contracts';

/** What a mail tells. Times are RFC 3339; links carry their secret behind the `#`. */
export type MailContent =
  | {
      readonly kind: 'invitation';
      readonly organisation: string;
      readonly role: Role;
      readonly link: string;
      readonly expiresAt: string;
    }
  | { readonly kind: 'password-reset'; readonly link: string; readonly expiresAt: string }
  | { readonly kind: 'password-changed'; readonly at: string }
  | { readonly kind: 'second-factor-on'; readonly at: string }
  | { readonly kind: 'second-factor-off'; readonly at: string };

export type MailKind = MailContent['kind'];

export interface MailText {
  readonly subject: string;
  readonly text: string;
}

const noAction = 'If it was you, there is nothing to do.';
const somebodyElse =
  'If it was not you, somebody may have got into your account: set a new password at once, and tell the owners of your organisation.';

/** The words of a mail: plain text alone, so that nothing in it is anything but text. */
export function wordsOf(content: MailContent, publicUrl: string): MailText {
  const { subject, paragraphs } = partsOf(content, new URL(publicUrl).origin);
  return { subject, text: `${paragraphs.join('\n\n')}\n` };
}

function partsOf(
  content: MailContent,
  origin: string,
): { subject: string; paragraphs: readonly string[] } {
  switch (content.kind) {
    case 'invitation': {
      const organisation = plainName(content.organisation);
      return {
        subject: `You are invited to ${organisation}`,
        paragraphs: [
          `You are invited to the organisation "${organisation}" in Eyrie, as ${content.role}. To join, open`,
          content.link,
          `The link works once, until ${momentText(content.expiresAt)}. Whoever has it can join in your place: do not pass it on. If you expected no invitation, leave it.`,
        ],
      };
    }
    case 'password-reset':
      return {
        subject: 'Set a new password',
        paragraphs: [
          `Somebody, you as we hope, asked for a new password for your account at ${origin}. To set one, open`,
          content.link,
          `The link works once, until ${momentText(content.expiresAt)}. It does not replace your second factor, if you have one.`,
          'If you did not ask, leave it: your password stays as it is.',
        ],
      };
    case 'password-changed':
      return {
        subject: 'Your password was changed',
        paragraphs: [
          `The password of your account at ${origin} was changed on ${momentText(content.at)}, and you were logged out elsewhere.`,
          noAction,
          somebodyElse,
        ],
      };
    case 'second-factor-on':
      return {
        subject: 'Your second factor is on',
        paragraphs: [
          `Since ${momentText(content.at)} your account at ${origin} asks for a code besides the password.`,
          noAction,
          somebodyElse,
        ],
      };
    case 'second-factor-off':
      return {
        subject: 'Your second factor is off',
        paragraphs: [
          `Since ${momentText(content.at)} your account at ${origin} asks for the password alone.`,
          noAction,
          somebodyElse,
        ],
      };
  }
}

/** A name that others chose: on one line, without what hides or turns text, and without addresses. */
function plainName(name: string): string {
  return name
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/:\/\//g, ': ')
    .trim()
    .slice(0, 100);
}

/** In UTC, since nobody knows where the mail is read. */
function momentText(at: string): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
