import { describe, expect, it } from '@jest/globals';
import { KnownTokens, type KnownToken } from './known-tokens.ts';

const token: KnownToken = {
  claims: { sub: 'device_1', key: 'mark' },
  signingKeyId: 'a',
  expiresAt: 1_000,
  principal: {
    kind: 'device',
    organisationId: 'o',
    siteId: 's',
    deviceId: 'd',
    role: 'coordinator',
    keyMark: 'mark',
  },
};

describe('tokens that were verified', () => {
  it('are known until they expire, letter by letter', () => {
    const known = new KnownTokens();
    known.remember('one', token);
    expect(known.find('one', 999)).toBe(token);
    expect(known.find('onE', 999)).toBeNull();
    expect(known.find('one', 1_000)).toBeNull();
    expect(known.find('one', 999)).toBeNull();
  });

  it('are forgotten, the oldest first, where there are too many', () => {
    const known = new KnownTokens();
    for (let index = 0; index <= 20_000; index += 1) known.remember(String(index), token);
    expect(known.find('0', 0)).toBeNull();
    expect(known.find('1', 0)).toBe(token);
    expect(known.find('20000', 0)).toBe(token);
  });
});
