import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@eyrie/platform';
import { newDeviceId } from '../testing/site-fixture.ts';
import { CloneWatch } from './clone-watch.ts';

describe('the watch over coordinators that are two', () => {
  const [one, other] = [newDeviceId(), newDeviceId()];
  const newWatch = () => {
    const lines: string[] = [];
    const log = createLogger(
      { name: 'test', level: 'info' },
      { write: (line) => lines.push(line) },
    );
    let nowMs = 0;
    const pass = (ms: number): void => void (nowMs += ms);
    return { watch: new CloneWatch(log, () => nowMs), lines, pass };
  };
  const hear = (watch: CloneWatch, ...runs: string[]): void => {
    for (const runId of runs) watch.heard({ deviceId: one, runId });
  };

  it('finds two that run at the same time, and says so once', () => {
    const { watch, lines } = newWatch();
    hear(watch, 'a', 'b', 'a', 'b', 'a');
    expect(watch.seen([one, other])).toEqual([one]);
    expect(lines).toHaveLength(1);
  });

  it('takes restarts for what they are, and versions without a run for one machine', () => {
    const { watch } = newWatch();
    hear(watch, 'a', 'a', 'b', 'b', 'c');
    watch.heard({ deviceId: other });
    watch.heard({ deviceId: other });
    expect(watch.seen([one, other])).toEqual([]);
  });

  it('hears from the others of a leader that is two, and of nobody who is not of the site', () => {
    const { watch } = newWatch();
    const cards = [{ clones: [one] }, {}, { clones: [one, newDeviceId()] }];
    expect(watch.among([one, other], cards)).toEqual([one]);
  });

  it('forgets who left the site, so that it may come back as one', () => {
    const { watch } = newWatch();
    hear(watch, 'a', 'b', 'a');
    expect(watch.seen([other])).toEqual([]);
    hear(watch, 'c', 'c');
    expect(watch.seen([one, other])).toEqual([]);
  });

  it('does not tell for ever of what is over, and finds again what is not', () => {
    const { watch, pass } = newWatch();
    hear(watch, 'a', 'b', 'a');
    pass(180_000);
    expect(watch.seen([one])).toEqual([]);
    hear(watch, 'b', 'b');
    expect(watch.seen([one])).toEqual([]);
    hear(watch, 'a', 'b');
    expect(watch.seen([one])).toEqual([one]);
  });
});
