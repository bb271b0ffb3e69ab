import { describe, expect, it } from '@jest/globals';
import { parseStat, processorSeconds, processTree, residentBytes } from './cpu-clock.ts';

describe('the processor clock', () => {
  it('adds up user and system time of a process and its ended children', () => {
    const line = '42 (node) S 7 42 42 0 -1 4194560 1 2 3 4 100 20 3000 400 20 0 11 0 5 6 7';
    expect(parseStat(line)).toEqual({ parent: 7, ticks: 3520 });
  });

  it('is not misled by a name with blanks and brackets', () => {
    const line = '42 (a) b (c) R 9 42 42 0 -1 0 0 0 0 0 1 2 3 4 20';
    expect(parseStat(line)).toEqual({ parent: 9, ticks: 10 });
  });

  it('reads living processes', () => {
    const before = processorSeconds(process.pid);
    let sum = 0;
    for (let round = 0; processorSeconds(process.pid) < before + 0.02; round += 1) sum += round;
    expect(sum).toBeGreaterThan(0);
    expect(residentBytes(process.pid)).toBeGreaterThan(1024 * 1024);
    expect(processTree(process.ppid)).toEqual(expect.arrayContaining([process.ppid, process.pid]));
  });

  it('takes a process that is gone for one without memory', () => {
    expect(residentBytes(2 ** 30)).toBe(0);
  });
});
