import { describe, expect, it } from '@jest/globals';
import { formatCursor, parseCursor } from './cursor.ts';

describe('cursor', () => {
  it('reads back what it writes', () => {
    const cursor = { epoch: '1f2e3d4c', seq: 42 };
    expect(formatCursor(cursor)).toBe('1f2e3d4c:42');
    expect(parseCursor('1f2e3d4c:42')).toEqual(cursor);
  });

  it.each([
    '',
    '42',
    '1f2e3d4c:',
    '1f2e3d4c:-1',
    'XYZ23456:1',
    '1f2e3d4c:9999999999999999',
    '%31f2e3d4c:1',
  ])('is not found in %j', (text) => {
    expect(parseCursor(text)).toBeNull();
  });
});
