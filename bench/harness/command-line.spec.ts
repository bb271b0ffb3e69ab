import { describe, expect, it } from '@jest/globals';
import { readCommandLine, UsageError } from './command-line.ts';

describe('the command line', () => {
  it('asks for three repeats unless told otherwise, and for one when quick', () => {
    const plain = { name: 'raft', json: false, repeats: 3, quick: false, write: false, only: null };
    expect(readCommandLine(['raft'])).toEqual(plain);
    expect(readCommandLine(['raft', '--quick', '--json'])).toEqual({
      ...plain,
      quick: true,
      json: true,
      repeats: 1,
    });
    expect(readCommandLine(['raft', '--quick', '--repeats', '2']).repeats).toBe(2);
  });

  it('takes the ids of the figures that are wanted', () => {
    expect(readCommandLine(['raft', '--only', 'writes-1,memory']).only).toEqual([
      'writes-1',
      'memory',
    ]);
  });

  it('asks for the list without a name', () => {
    expect(readCommandLine([]).name).toBeNull();
  });

  it.each([
    [['raft', 'mqtt']],
    [['raft', '--repeats', '0']],
    [['raft', '--repeats', 'many']],
    [['raft', '--fast']],
    [['raft', '--quick', '--write']],
    [['raft', '--only', 'memory', '--write']],
  ])('refuses %j', (args) => {
    expect(() => readCommandLine(args)).toThrow(UsageError);
  });
});
