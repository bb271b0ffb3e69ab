const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The cloud's URL as its origin and path without a slash at the end. Plain http is taken on the
 * loopback only: tokens never leave the machine in the clear.
 * @throws RangeError
 */
export function cloudUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null) throw new RangeError('The cloud URL is not a URL.');
  const secure = url.protocol === 'https:';
  if (!secure && !(url.protocol === 'http:' && loopbackHosts.has(url.hostname))) {
    throw new RangeError('The cloud URL must be https (http only on the loopback).');
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
