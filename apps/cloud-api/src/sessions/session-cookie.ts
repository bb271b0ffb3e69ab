import type { CookieSerializeOptions } from '@fastify/cookie';

/**
 * The cookie that carries a session's token. Over https the `__Host-` prefix makes the browser
 * insist on Secure, the whole host and no Domain; over http (a fleet on one machine) it cannot be had.
 */
export function sessionCookie(publicUrl: string): {
  name: string;
  options: CookieSerializeOptions;
} {
  const secure = new URL(publicUrl).protocol === 'https:';
  return {
    name: secure ? '__Host-eyrie_session' : 'eyrie_session',
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure },
  };
}

/** The name of the cookie that marks a browser as known; its options are those of the session's. */
export function knownDeviceCookieName(publicUrl: string): string {
  return sessionCookie(publicUrl).name.replace('session', 'known');
}

/** Whichever of the two names it has: what is in it proves itself. */
export function knownDeviceCookieOf(cookies: Readonly<Record<string, string | undefined>>) {
  return cookies['__Host-eyrie_known'] ?? cookies['eyrie_known'] ?? null;
}
