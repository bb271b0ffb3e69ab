import { describe, expect, it } from '@jest/globals';
import { partsOf } from './multipart-upload.ts';

describe('parts of a file', () => {
  it('cover it without a gap, the same each time', () => {
    expect([...partsOf(25, 10)]).toEqual([
      { number: 1, start: 0, end: 9 },
      { number: 2, start: 10, end: 19 },
      { number: 3, start: 20, end: 24 },
    ]);
    expect([...partsOf(20, 10)].map(({ end }) => end)).toEqual([9, 19]);
  });

  it('are never more than S3 takes', () => {
    const bytes = 3_000_000_000_000;
    const parts = [...partsOf(bytes, 16 * 1024 * 1024)];
    expect(parts.length).toBeLessThanOrEqual(10_000);
    expect(parts.at(-1)?.end).toBe(bytes - 1);
  });
});
