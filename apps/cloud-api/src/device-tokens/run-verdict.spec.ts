import { describe, expect, it } from '@jest/globals';
import { judgeRun, type KnownRuns, type RunVerdict, type ShownRun } from './run-verdict.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** A device as the cloud keeps it, hearing one start after another. */
class Heard {
  private known: KnownRuns = { last: null, former: [], contradictedAt: null };
  private nowMs = Date.parse('2026-11-21T12:00:00Z');

  after(ms: number): this {
    this.nowMs += ms;
    return this;
  }

  says(id: string, start: number): RunVerdict {
    const now = new Date(this.nowMs);
    const shown: ShownRun = { id, start };
    const verdict = judgeRun(this.known, shown, now);
    const { last, former, contradictedAt } = this.known;
    if (verdict === 'begins' || verdict === 'contradicts') {
      this.known = {
        last: { ...shown, since: now },
        former: last ? [...former, last.id] : former,
        contradictedAt: verdict === 'contradicts' ? now : contradictedAt,
      };
    }
    return verdict;
  }
}

describe('the starts of a device', () => {
  it('are those of one machine while they count on', () => {
    const heard = new Heard();
    for (let start = 1; start < 6; start += 1) {
      expect(heard.after(dayMs).says(`run ${start}`, start)).toBe('begins');
      expect(heard.after(minuteMs).says(`run ${start}`, start)).toBe('same');
    }
    // Some were never heard, as the cloud was away.
    expect(heard.says('run 40', 40)).toBe('begins');
  });

  it('are those of two where one goes on that was over, whatever they count', () => {
    const heard = new Heard();
    heard.says('mine', 5);
    heard.after(dayMs).says('copy', 6);
    expect(heard.after(2 * minuteMs).says('mine', 5)).toBe('cloned');
  });

  it('may cross on the way: what was sent before the end comes after the next start', () => {
    const heard = new Heard();
    heard.says('before', 5);
    heard.after(dayMs).says('after', 6);
    expect(heard.after(20_000).says('before', 5)).toBe('late');
    expect(heard.says('after', 6)).toBe('same');
  });

  it('are found to be of two that never run at the same time, at the second turn of either', () => {
    const heard = new Heard();
    // Copied while its count was 4; each is off while the other is on.
    expect(heard.says('mine 1', 5)).toBe('begins');
    expect(heard.after(dayMs).says('copy 1', 5)).toBe('contradicts');
    expect(heard.after(dayMs).says('mine 2', 6)).toBe('begins');
    expect(heard.after(dayMs).says('copy 2', 6)).toBe('cloned');
  });

  it('are found where the copy is an old one', () => {
    const heard = new Heard();
    heard.says('mine 1', 50);
    expect(heard.after(dayMs).says('copy 1', 5)).toBe('contradicts');
    expect(heard.after(dayMs).says('mine 2', 51)).toBe('begins');
    expect(heard.after(dayMs).says('copy 2', 6)).toBe('cloned');
  });

  it('may be set back once: a person is told, and it counts on from there', () => {
    const heard = new Heard();
    heard.says('run', 50);
    expect(heard.after(dayMs).says('restored', 30)).toBe('contradicts');
    for (let start = 31; start < 40; start += 1) {
      expect(heard.after(dayMs).says(`run ${start}`, start)).toBe('begins');
    }
    expect(heard.after(40 * dayMs).says('restored again', 20)).toBe('contradicts');
  });
});
