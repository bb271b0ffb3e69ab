import { describe, expect, it } from '@jest/globals';
import {
  defaultRetryLimits,
  retryAfterMsOf,
  waitBeforeRetry,
  type Failure,
} from './retry-policy.ts';

const failure = (change: Partial<Failure>): Failure => ({
  ...{ status: null, code: null, retryAfterMs: null },
  ...change,
});
const wait = (change: Partial<Failure>, isRepeatable = true, attempts = 1) =>
  waitBeforeRetry(failure(change), { isRepeatable, attempts }, defaultRetryLimits, 0);

describe('trying again', () => {
  it('waits as long as the cloud asks, and with growing pauses where it does not say', () => {
    expect(wait({ status: 429, retryAfterMs: 2_000 })).toBe(2_000);
    expect([1, 2, 3].map((attempts) => wait({ status: 503 }, true, attempts))).toEqual([
      125, 250, 500,
    ]);
  });

  it('ends after the last attempt, and where the wait would be too long', () => {
    expect(wait({ status: 503 }, true, 4)).toBeNull();
    expect(wait({ status: 429, retryAfterMs: 30_001 })).toBeNull();
  });

  it('repeats what may have been done only where that does no harm', () => {
    for (const status of [null, 502, 504]) {
      expect(wait({ status }, true)).not.toBeNull();
      expect(wait({ status }, false)).toBeNull();
    }
    // Refused for now: nothing was done.
    expect(wait({ status: 503 }, false)).not.toBeNull();
  });

  it('asks again while the first request under a key is under way, and not after other refusals', () => {
    expect(wait({ status: 409, code: 'request.idempotency_key_in_flight' })).not.toBeNull();
    expect(wait({ status: 409, code: 'site.name_taken' })).toBeNull();
    expect(wait({ status: 500 })).toBeNull();
  });

  it('reads seconds, dates, and of the quotas the one that is used up', () => {
    const now = Date.parse('2026-11-21T12:00:00Z');
    const of = (headers: Record<string, string>) => retryAfterMsOf(new Headers(headers), now);
    expect(of({ 'retry-after': '3' })).toBe(3_000);
    expect(of({ 'retry-after': 'Sat, 21 Nov 2026 12:00:05 GMT' })).toBe(5_000);
    expect(of({ ratelimit: '"key";r=7;t=1, "organisation";r=0;t=9' })).toBe(9_000);
    expect(of({ ratelimit: '"key";r=7;t=1' })).toBeNull();
    expect(of({})).toBeNull();
  });
});
