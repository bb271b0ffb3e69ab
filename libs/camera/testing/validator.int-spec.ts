import { beforeAll, describe, expect, it } from '@jest/globals';
import { breakages } from './broken-frames.ts';
import { Confusion } from './confusion.ts';
import { judgeCamera } from './judge-scenes.ts';
import { dirts } from './lens-dirt.ts';

/** The short form of `npm run validator`: one more camera that nothing was trained on, 20 frames of each kind. */
describe('the validator', () => {
  const table = new Confusion();
  const right = (truth: string) => table.share(truth, (answer) => answer === truth);

  beforeAll(async () => {
    await judgeCamera('held-out-short', 950_000, table, 20);
  }, 600_000);

  it('leaves good frames alone', () => {
    expect(table.total('clear')).toBe(20);
    expect(right('clear')).toBeGreaterThanOrEqual(0.95);
  });

  it.each(breakages)('never takes a frame for a good one that is wrong by its %s', (how) => {
    expect(table.total(how)).toBeGreaterThanOrEqual(19);
    expect(right(how)).toBe(1);
  });

  it.each(dirts)('finds %s on the lens, and calls it by its name', (dirt) => {
    expect(table.total(dirt)).toBe(20);
    expect(right(dirt)).toBeGreaterThanOrEqual(0.9);
  });
});
