import { describe, expect, it } from '@jest/globals';
import { cloudUrl } from './cloud-url.ts';

describe('cloudUrl', () => {
  it.each([
    ['https://eyrie.example.org/', 'https://eyrie.example.org'],
    ['https://example.org/eyrie//', 'https://example.org/eyrie'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://[::1]:3000/', 'http://[::1]:3000'],
  ])('takes %s', (text, url) => {
    expect(cloudUrl(text)).toBe(url);
  });

  it.each(['http://eyrie.example.org', 'http://127.0.0.1.evil.org', 'ftp://localhost', 'nonsense'])(
    'refuses %s, over which a token would travel in the clear or nowhere',
    (text) => {
      expect(() => cloudUrl(text)).toThrow(RangeError);
    },
  );
});
