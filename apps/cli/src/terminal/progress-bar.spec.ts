import { describe, expect, it } from '@jest/globals';
import { ProgressBar, progressLine } from './progress-bar.ts';

describe('a progress bar', () => {
  it('shows real counters', () => {
    const line = progressLine({ step: 'Rows of frame', done: 50, total: 200, unit: 'rows' });
    expect(line).toBe('[######------------------]  25 %  50/200 rows  Rows of frame');
  });

  it('is no bar where nobody knows the end, and never more than full', () => {
    expect(progressLine({ step: null, done: 7, total: null, unit: null })).toBe('7');
    expect(progressLine({ step: null, done: 9, total: 8, unit: null })).toMatch(/100 % {2}9\/8$/);
  });

  it('writes over its line in a terminal, and seldom into a log', () => {
    const [terminal, log]: [string[], string[]] = [[], []];
    const onTerminal = new ProgressBar({ isTTY: true, write: (text) => terminal.push(text) });
    const inLog = new ProgressBar({ write: (text) => log.push(text) });
    for (let second = 0; second < 30; second += 1) {
      onTerminal.show(`${second}`, 100_000 + second * 1_000);
      inLog.show(`${second}`, 100_000 + second * 1_000);
    }
    expect(terminal).toHaveLength(30);
    expect(terminal[1]).toBe('\r\u001B[K1');
    expect(log).toEqual(['0\n', '10\n', '20\n']);
  });
});
