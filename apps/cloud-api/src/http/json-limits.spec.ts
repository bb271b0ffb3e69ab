import { describe, expect, it } from '@jest/globals';
import { findUnacceptable } from './json-limits.ts';

describe('findUnacceptable', () => {
  it('lets everything pass that Postgres can keep', () => {
    expect(findUnacceptable({ a: ['é 👩‍👩‍👧 \u0001', 1, null, { b: true }] })).toBeNull();
  });

  it.each([
    ['a NUL', { a: [0, 'x\u0000'] }, '/a/1'],
    ['half of a pair', { a: { b: '\ud83d' } }, '/a/b'],
    ['a NUL in a name', { a: { 'x\u0000': 1 } }, '/a'],
    ['both by a name with a slash', { 'a/b': '\udc00' }, '/a~1b'],
  ])('points at %s', (_, value, pointer) => {
    expect(findUnacceptable(value)?.pointer).toBe(pointer);
  });

  it('stops before the stack does', () => {
    const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown;
    expect(findUnacceptable(nested(64))).toBeNull();
    expect(findUnacceptable(nested(100_000))?.message).toContain('64');
  });
});
