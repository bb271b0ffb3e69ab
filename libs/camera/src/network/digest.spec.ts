import { describe, expect, it } from '@jest/globals';
import { authorisationOf, readChallenges, strongestChallenge } from './digest.ts';

// RFC 7616 3.9.1.
const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v';
const words = (algorithm: string) =>
  `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, ` +
  `nonce="${nonce}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;
const mufasa = { user: 'Mufasa', password: 'Circle of Life' };
const request = {
  method: 'GET',
  uri: '/dir/index.html',
  count: 1,
  clientNonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
};

describe('digest authentication', () => {
  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('answers as the RFC does, by %s', (algorithm, response) => {
    const [challenge] = readChallenges([words(algorithm)]);
    const header = authorisationOf(challenge!, mufasa, request);
    expect(header).toContain(`response="${response}"`);
    expect(header).toContain('qop=auth, nc=00000001');
    expect(header).toContain('opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"');
  });

  it('answers a server of before there was qop', () => {
    // RFC 2617 3.5 has the same person; RFC 2069 leaves count and client nonce out.
    const old = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"';
    const header = authorisationOf(
      readChallenges([old])[0]!,
      { user: 'Mufasa', password: 'Circle Of Life' },
      { method: 'GET', uri: '/dir/index.html', count: 1 },
    );
    expect(header).toContain('response="670fd8c2df070c60b045671b8b24ff02"');
    expect(header).not.toMatch(/cnonce|nc=/);
  });

  it('takes the strongest of what is offered, from one header or several', () => {
    const best = (...headers: string[]) => strongestChallenge(readChallenges(headers));
    expect(best(words('MD5'), words('SHA-256'))?.parameters['algorithm']).toBe('SHA-256');
    expect(best(`Basic realm="a, b", ${words('MD5')}`)?.scheme).toBe('digest');
    expect(best('Basic realm="a"')?.scheme).toBe('basic');
    expect(best('Negotiate')).toBeNull();
    expect(best('Digest realm="x", nonce="y", algorithm=SHA-3')).toBeNull();
    expect(best('Digest realm="x", nonce="y", qop="auth-int"')).toBeNull();
  });

  it('reads quoted commas and quotes', () => {
    expect(readChallenges(['Digest realm="a, \\"b\\" = c", nonce=abc'])).toEqual([
      { scheme: 'digest', parameters: { realm: 'a, "b" = c', nonce: 'abc' } },
    ]);
  });
});
