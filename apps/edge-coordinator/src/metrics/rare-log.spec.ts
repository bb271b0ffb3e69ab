import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@eyrie/platform';
import { RareLog } from './rare-log.ts';

describe('RareLog', () => {
  it('writes one line for an event and key in a minute, and counts the others', () => {
    const lines: { key: string; withheld: number }[] = [];
    const write = (line: string) => lines.push(JSON.parse(line) as (typeof lines)[number]);
    let now = 0;
    const log = new RareLog(createLogger({ name: 'test', level: 'info' }, { write }), () => now);
    for (const key of ['a', 'a', 'b', 'a']) log.warn('flood', key, { key });
    now = 60_000;
    log.warn('flood', 'a', { key: 'a' });
    expect(lines.map(({ key, withheld }) => [key, withheld])).toEqual([
      ['a', 0],
      ['b', 0],
      ['a', 2],
    ]);
  });
});
