import { describe, expect, it } from '@jest/globals';
import { joinSignals } from './joined-signal.ts';

describe('signals that are joined', () => {
  it('fire with the first of them, for its reason', () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const { signal } = joinSignals([one.signal, other.signal]);
    expect(signal.aborted).toBe(false);
    other.abort('the second');
    one.abort('the first');
    expect(signal.reason).toBe('the second');
  });

  it('have fired where one of them has', () => {
    const gone = AbortSignal.abort('long ago');
    expect(joinSignals([new AbortController().signal, gone]).signal.reason).toBe('long ago');
  });

  it('fire no more once they are released', () => {
    const one = new AbortController();
    const { signal, release } = joinSignals([one.signal]);
    release();
    one.abort();
    expect(signal.aborted).toBe(false);
  });
});
