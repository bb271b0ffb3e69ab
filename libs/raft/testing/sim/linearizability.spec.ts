import { describe, expect, it } from '@jest/globals';
import { prng } from '../../src/core/prng.ts';
import { judge, type Operation } from './linearizability.ts';

/** `w1 0-10` is a write of 1 from 0 to 10, `r1` a read that saw 1, `?` an end that nobody knows. */
function history(...lines: string[]): Operation[] {
  return lines.map((line) => {
    const [, kind, value, , expected, , seen, start, end] =
      /^([rwc])(\d+)(\((\d+)\))?(→(\d+))? (\d+)-(\d+|\?)$/.exec(line)!;
    return {
      key: 1,
      kind: kind === 'r' ? 'read' : kind === 'w' ? 'write' : 'cas',
      startMs: Number(start),
      endMs: end === '?' ? Infinity : Number(end),
      value: Number(value),
      expected: Number(expected ?? 0),
      seen: kind === 'r' ? Number(value) : seen === undefined ? null : Number(seen),
    };
  });
}

describe('the judge of histories', () => {
  it.each([
    ['one after the other', ['w1 0-10', 'r1 20-30', 'w2 40-50', 'r2 60-70']],
    ['a read beside a write sees the old value', ['w1 0-10', 'w2 20-60', 'r1 30-40']],
    ['or the new one', ['w1 0-10', 'w2 20-60', 'r2 30-40']],
    ['two reads beside it, old then new', ['w2 20-60', 'r0 25-30', 'r2 35-40']],
    ['a write of unknown end is seen late', ['w1 0-?', 'r0 10-20', 'r1 100-110']],
    ['or never', ['w1 0-?', 'r0 10-20', 'r0 100-110']],
    ['a swap that answers', ['w1 0-10', 'w2→1 5-15', 'r2 20-30']],
    ['a comparison that holds and one that does not', ['c5(0)→0 0-9', 'c7(1)→5 10-19', 'r5 20-29']],
    ['an unknown comparison that found an unknown write', ['w1 0-?', 'c2(1) 5-?', 'r2 20-30']],
    ['nothing at all', []],
  ])('accepts: %s', (_, lines) => {
    expect(judge(history(...lines))).toBe('linearizable');
  });

  it.each([
    ['a stale read', ['w1 0-10', 'r0 20-30']],
    ['two reads, new then old', ['w2 20-60', 'r2 25-30', 'r0 35-40']],
    ['a value from nowhere', ['w1 0-10', 'r3 20-30']],
    ['a lost write', ['w1 0-10', 'w2 20-30', 'r1 40-50']],
    ['an unknown write that comes and goes', ['w1 0-?', 'r1 10-20', 'r0 30-40']],
    ['two comparisons that both hold', ['c5(0)→0 0-10', 'c6(0)→0 0-10']],
    ['one write that took place twice', ['w1 0-10', 'w2→1 20-30', 'r1 40-50']],
  ])('refuses: %s', (_, lines) => {
    expect(judge(history(...lines))).toBe('not linearizable');
  });

  it('judges keys apart', () => {
    const [write] = history('w1 0-10');
    const [read] = history('r0 20-30');
    expect(judge([write!, { ...read!, key: 2 }])).toBe('linearizable');
  });

  it('accepts whatever one register in truth did, and refuses it with one answer changed', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const rng = prng(seed);
      let state = 0;
      const operations = Array.from({ length: 40 }, (_, at): Operation => {
        const momentMs = at * 10;
        const kind = (['read', 'write', 'cas'] as const)[rng.below(3)]!;
        const expected = rng.below(3) === 0 ? at : state;
        const seen = state;
        if (kind === 'write' || (kind === 'cas' && state === expected)) state = at + 1;
        const startMs = momentMs - rng.below(60);
        return {
          key: 1,
          kind,
          value: at + 1,
          expected,
          seen,
          startMs,
          endMs: momentMs + rng.below(60),
        };
      });
      expect(judge(operations)).toBe('linearizable');
      const spoilt = operations.map((each, at) => (at === 20 ? { ...each, seen: 999 } : each));
      expect(judge(spoilt)).toBe('not linearizable');
    }
  });
});
