import { describe, expect, it } from '@jest/globals';
import { type MailContent, wordsOf } from './mail-content.ts';

const at = '2026-11-21T14:00:00.000Z';
const link = 'https://eyrie.test/invitation#abc';
const invitation = (organisation: string): MailContent => ({
  kind: 'invitation',
  organisation,
  role: 'viewer',
  link,
  expiresAt: at,
});

describe('the words of a mail', () => {
  it('have the link on a line of its own, and say until when it works', () => {
    const { text } = wordsOf(invitation('Ridge'), 'https://eyrie.test/');
    expect(text.split('\n')).toContain(link);
    expect(text).toContain('until 2026-11-21 14:00 UTC');
  });

  it('do not let a name add lines, headers, addresses, or turn the text around', () => {
    const name = 'Ridge\r\nBcc: everybody@example.org\u2028\u202Eevil\u0000 https://evil.test';
    const { subject, text } = wordsOf(invitation(name), 'https://eyrie.test');
    expect(subject).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
    expect(text).not.toMatch(/[\p{Cf}\p{Zl}\0]/u);
    expect(text.split('\n').some((line) => line.startsWith('Bcc'))).toBe(false);
    expect(text).not.toContain('https://evil.test');
  });

  it.each(['password-changed', 'second-factor-on', 'second-factor-off'] as const)(
    'of %s say when, where, and what to do where it was somebody else',
    (kind) => {
      const { subject, text } = wordsOf({ kind, at }, 'https://eyrie.test/x');
      expect(subject).toContain('Your');
      expect(text).toContain('2026-11-21 14:00 UTC');
      expect(text).toContain('https://eyrie.test ');
      expect(text).toContain('If it was not you');
    },
  );
});
