import { describe, expect, it } from '@jest/globals';
import { plan } from './rotation.ts';

const minute = 60_000;
const day = 86_400_000;
const now = Date.UTC(2026, 10, 21);
const key = (id: string, ageMs: number) => ({ id, signsFrom: new Date(now - ageMs) });
const ids = (keys: readonly { id: string }[]) => keys.map(({ id }) => id);

describe('the rotation of signing keys', () => {
  it('begins with a key that signs at once', () => {
    expect(plan([], now)).toEqual({ signing: null, verifying: [], next: new Date(now) });
  });

  it('leaves a young key alone', () => {
    const young = key('a', 29 * day);
    expect(plan([young], now)).toEqual({ signing: young, verifying: [young], next: null });
  });

  it('announces the next key a quarter of an hour before it signs', () => {
    const { signing, next } = plan([key('a', 30 * day)], now);
    expect(signing?.id).toBe('a');
    expect(next).toEqual(new Date(now + 15 * minute));
  });

  it('publishes an announced key, does not sign with it yet, and makes no further one', () => {
    const found = plan([key('a', 30 * day), key('b', -minute)], now);
    expect([found.signing?.id, ids(found.verifying), found.next]).toEqual(['a', ['a', 'b'], null]);
  });

  it('accepts the last key until what it signed has ended, and no longer', () => {
    const accepted = (sinceMs: number) =>
      ids(plan([key('a', 31 * day), key('b', sinceMs)], now).verifying);
    expect(accepted(14 * minute)).toEqual(['a', 'b']);
    expect(accepted(15 * minute)).toEqual(['b']);
  });

  it('makes a key that signs at once where the present one was dropped', () => {
    expect(plan([key('b', -10 * minute)], now).next).toEqual(new Date(now));
  });
});
