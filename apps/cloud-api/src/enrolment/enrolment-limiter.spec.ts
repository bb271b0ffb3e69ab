import { describe, expect, it } from '@jest/globals';
import { EnrolmentLimiter, TooManyEnrolments } from './enrolment-limiter.ts';

describe('EnrolmentLimiter', () => {
  it('lets ten a minute through and says when the next one may come', () => {
    let now = 0;
    const limiter = new EnrolmentLimiter(() => now);
    for (let count = 0; count < 10; count += 1) {
      limiter.begin('a');
      now += 1_000;
    }
    expect(() => limiter.begin('a')).toThrow(TooManyEnrolments);
    limiter.begin('b');
    now = 59_999;
    expect(() => limiter.begin('a')).toThrow(TooManyEnrolments);
    now = 60_000;
    limiter.begin('a');
    expect(() => limiter.begin('a')).toThrow(TooManyEnrolments);
  });
});
