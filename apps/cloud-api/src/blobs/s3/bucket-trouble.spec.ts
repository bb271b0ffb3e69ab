import { describe, expect, it } from '@jest/globals';
import { passes, troubleOf } from './bucket-trouble.ts';

const answered = (name: string, httpStatusCode: number) => ({
  name,
  message: 'Said so.',
  $metadata: { httpStatusCode },
});

describe('the trouble with a bucket', () => {
  it('is named by the code of the service, by the status where it has none, and by the connection', () => {
    expect(troubleOf(answered('SignatureDoesNotMatch', 403)).kind).toBe('key');
    expect(troubleOf(answered('RequestTimeTooSkewed', 403)).kind).toBe('clock');
    expect(troubleOf(answered('UnknownError', 403)).kind).toBe('denied');
    expect(troubleOf(answered('UnknownError', 301)).kind).toBe('region');
    expect(troubleOf({ name: 'CredentialsProviderError', message: 'none' }).kind).toBe(
      'no-credentials',
    );
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(troubleOf(refused)).toMatchObject({
      kind: 'unreachable',
      said: 'ECONNREFUSED connect ECONNREFUSED',
    });
  });

  it('passes by itself only where waiting helps', () => {
    expect(passes(answered('SlowDown', 503))).toBe(true);
    expect(passes(answered('TooManyRequests', 429))).toBe(true);
    expect(passes(new Error('socket hang up'))).toBe(true);
    expect(passes(answered('AccessDenied', 403))).toBe(false);
    expect(passes(answered('NoSuchBucket', 404))).toBe(false);
    const corrected = { httpStatusCode: 403, clockSkewCorrected: true };
    expect(passes({ name: 'RequestTimeTooSkewed', $metadata: corrected })).toBe(true);
  });
});
