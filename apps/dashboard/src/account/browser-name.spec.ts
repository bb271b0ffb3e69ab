import { describe, expect, it } from '@jest/globals';
import { browserName } from './browser-name.ts';

describe('browserName', () => {
  it.each([
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/153.0 Safari/537.36',
      'Chrome on Linux',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/153.0 Safari/537.36 Edg/153.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 20_0 like Mac OS X) Version/20.0 Safari/604.1',
      'Safari on iOS',
    ],
    ['curl/8.9', 'curl/8.9'],
    ['', 'Something unnamed'],
  ])('calls %s %s', (userAgent, name) => {
    expect(browserName(userAgent)).toBe(name);
  });
});
