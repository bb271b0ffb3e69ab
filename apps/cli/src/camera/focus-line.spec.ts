import { describe, expect, it } from '@jest/globals';
import { focusLine } from './focus-line.ts';

const best = { sharpness: 200, lens_position: null };

describe('a look of the focus helper on a terminal', () => {
  it('is a bar against the best so far', () => {
    expect(focusLine({ sharpness: 50 }, best)).toBe(
      `[${'#'.repeat(8)}${'-'.repeat(24)}]  25 %  50  best 200`,
    );
    expect(focusLine(best, { ...best, lens_position: 2 })).toBe(
      `[${'#'.repeat(32)}] 100 %  200  best 200 at 2 dioptres`,
    );
  });

  it('has no bar where nothing was ever sharp', () => {
    const nothing = { sharpness: 0, lens_position: null };
    expect(focusLine(nothing, nothing)).toContain('   0 %');
  });
});
