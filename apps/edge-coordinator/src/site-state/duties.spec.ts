import { describe, expect, it } from '@jest/globals';
import { claim, release, renew, withoutExpired, type Duties } from './duties.ts';

const none: Duties = new Map();
const ttlMs = 1000;
const render = 'render:tl_1';

describe('a duty lease', () => {
  it('is granted to one holder at a time, who is told to the others', () => {
    const [held, granted] = claim(
      none,
      { duty: render, holder: 'a', ttlMs },
      { index: 7, timeMs: 0 },
    );
    expect(granted).toEqual({
      type: 'granted',
      lease: { duty: render, holder: 'a', token: 7, expiresAtMs: 1000 },
    });
    const [after, refusal] = claim(
      held,
      { duty: render, holder: 'b', ttlMs },
      { index: 8, timeMs: 5 },
    );
    expect(refusal).toEqual({ type: 'refused', reason: 'held', holder: 'a' });
    expect(after).toBe(held);
    // Other work is not concerned.
    expect(
      claim(held, { duty: 'render:tl_2', holder: 'b', ttlMs }, { index: 9, timeMs: 5 })[1],
    ).toMatchObject({ type: 'granted' });
  });

  it('keeps its token when its holder claims it again or renews it', () => {
    const [held] = claim(none, { duty: render, holder: 'a', ttlMs }, { index: 7, timeMs: 0 });
    const again = claim(held, { duty: render, holder: 'a', ttlMs }, { index: 8, timeMs: 500 });
    expect(again[1]).toMatchObject({ lease: { token: 7, expiresAtMs: 1500 } });
    const renewed = renew(held, { duty: render, token: 7, ttlMs }, { index: 9, timeMs: 800 });
    expect(renewed[1]).toMatchObject({ type: 'renewed', lease: { token: 7, expiresAtMs: 1800 } });
  });

  it('has a higher token with each next holder, also when the first has been forgotten', () => {
    const [held] = claim(none, { duty: render, holder: 'a', ttlMs }, { index: 7, timeMs: 0 });
    const over = withoutExpired(held, 1000);
    expect(over.size).toBe(0);
    const [, next] = claim(over, { duty: render, holder: 'b', ttlMs }, { index: 8, timeMs: 1000 });
    expect(next).toMatchObject({ type: 'granted', lease: { holder: 'b', token: 8 } });
  });

  it('cannot be renewed or released with the token of a former holder', () => {
    const [first] = claim(none, { duty: render, holder: 'a', ttlMs }, { index: 7, timeMs: 0 });
    const [second] = claim(
      withoutExpired(first, 1000),
      { duty: render, holder: 'b', ttlMs },
      { index: 8, timeMs: 1000 },
    );
    const moment = { index: 9, timeMs: 1001 };
    const notHeld = { type: 'refused', reason: 'not-held' };
    expect(renew(second, { duty: render, token: 7, ttlMs }, moment)).toEqual([second, notHeld]);
    expect(release(second, { duty: render, token: 7 })).toEqual([second, notHeld]);
    expect(release(second, { duty: render, token: 8 })).toEqual([none, { type: 'released' }]);
    expect(release(none, { duty: render, token: 8 })[1]).toEqual(notHeld);
  });

  it('is not given for what the leader does because it leads', () => {
    const asked = { duty: 'uplink', holder: 'a', ttlMs };
    expect(claim(none, asked, { index: 1, timeMs: 0 })).toEqual([
      none,
      { type: 'refused', reason: 'of-the-leader' },
    ]);
  });

  it('has its place by its name, whoever came first: equal states have equal bytes', () => {
    let held = none;
    for (const [at, duty] of ['render:b', 'render:c', 'render:a'].entries()) {
      [held] = claim(held, { duty, holder: 'a', ttlMs }, { index: at + 1, timeMs: 0 });
    }
    expect([...held.keys()]).toEqual(['render:a', 'render:b', 'render:c']);
  });

  it('is refused beyond a bound, where it is a new one', () => {
    let held = none;
    for (let at = 1; at <= 256; at += 1) {
      const asked = { duty: `render:${at}`, holder: 'a', ttlMs };
      [held] = claim(held, asked, { index: at, timeMs: 0 });
    }
    const one = { duty: 'render:more', holder: 'a', ttlMs };
    expect(claim(held, one, { index: 300, timeMs: 1 })[1]).toMatchObject({ reason: 'too-many' });
    const known = { duty: 'render:9', holder: 'a', ttlMs };
    expect(claim(held, known, { index: 300, timeMs: 1 })[1]).toMatchObject({ type: 'granted' });
  });
});
