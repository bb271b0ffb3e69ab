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
