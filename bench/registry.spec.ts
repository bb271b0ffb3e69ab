import { describe, expect, it } from '@jest/globals';
import { Findings } from './harness/bench.ts';
import type { MeasureSpec } from './harness/figure.ts';
import { parseGoal } from './harness/goal.ts';
import { benches } from './registry.ts';

const measures = benches.flatMap(({ name, figures }) =>
  figures.flatMap((figure): [string, MeasureSpec][] => [
    [`${name} ${figure.id}`, figure],
    ...Object.entries(figure.parts ?? {}).map(([part, spec]): [string, MeasureSpec] => [
      `${name} ${figure.id}/${part}`,
      spec,
    ]),
  ]),
);

describe('the registry', () => {
  it('has each bench and each id once', () => {
    const names = benches.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { figures } of benches) {
      const ids = figures.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length).toBeGreaterThan(0);
    }
  });

  it.each(measures)('%s has a goal that can be read, in its own unit', (_, { goal, unit }) => {
    const units = goal === null ? [] : parseGoal(goal).map((clause) => clause.unit);
    for (const one of units) expect([null, unit]).toContain(one);
  });

  it('refuses findings that no table has', () => {
    const [first] = benches;
    const findings = new Findings(first?.figures ?? []);
    expect(() => findings.record('no-such-figure', 'ours', 1)).toThrow(RangeError);
  });

  it('refuses what is not a number', () => {
    const figures = [{ id: 'rows', title: 'rows', unit: '1/s', peer: null, goal: null }];
    expect(() => new Findings(figures).record('rows', 'ours', Number.NaN)).toThrow(RangeError);
  });
});
