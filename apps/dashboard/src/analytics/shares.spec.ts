import { describe, expect, it } from '@jest/globals';
import { captureShare, shareText, uptimeShare } from './shares.ts';

const figures = {
  expected: 0,
  captured: 0,
  late: 0,
  missed: 0,
  frame_bytes: 0,
  stored_bytes: 0,
  heard_minutes: 0,
  due_minutes: 0,
};

describe('shares', () => {
  it('are unknown where nothing was expected', () => {
    expect(captureShare(figures)).toBeNull();
    expect(uptimeShare(figures)).toBeNull();
    expect(shareText(null)).toBe('–');
  });

  it('never round up to the whole', () => {
    expect(shareText(captureShare({ ...figures, expected: 100_000, captured: 99_999 }))).toBe(
      '99.99 %',
    );
    expect(shareText(1)).toBe('100 %');
    expect(shareText(0.5)).toBe('50.0 %');
  });

  it('are never more than the whole', () => {
    expect(uptimeShare({ ...figures, heard_minutes: 10, due_minutes: 5 })).toBe(1);
  });
});
