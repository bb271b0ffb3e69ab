import { describe, expect, it } from '@jest/globals';
import { resume } from './resume.ts';

const position = { epoch: 'aaaaaaaa', head: 100, oldest: 40 };

describe('resume', () => {
  it.each([
    ['no cursor', undefined, 100, null],
    ['an empty cursor', '', 100, null],
    ['a known cursor', 'aaaaaaaa:60', 60, null],
    ['the head', 'aaaaaaaa:100', 100, null],
    ['the oldest place', 'aaaaaaaa:40', 40, null],
    ['an evicted cursor', 'aaaaaaaa:39', 100, 'too-old'],
    ['a future cursor', 'aaaaaaaa:101', 100, 'unknown-cursor'],
    ['another epoch', 'bbbbbbbb:60', 100, 'epoch-changed'],
    ['nonsense', "60'; drop table", 100, 'unknown-cursor'],
  ])('with %s', (_name, asked, from, reset) => {
    expect(resume(asked, position)).toEqual({ from, reset });
  });
});
