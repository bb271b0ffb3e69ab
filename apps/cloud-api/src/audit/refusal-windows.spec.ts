import { describe, expect, it } from '@jest/globals';
import { RefusalWindows, type RefusedTry } from './refusal-windows.ts';

const begun = Date.UTC(2026, 10, 21, 8);
const at = (seconds: number) => new Date(begun + seconds * 1_000);
const tried = (actor = 'usr_1', operation = 'people.change'): RefusedTry => ({
  organisationId: 'a',
  actor: { kind: 'person', id: actor, name: 'a@b.c', role: 'viewer', credential: null },
  operation,
  code: 'auth.forbidden',
  object: null,
  requestId: 'r',
  address: '192.0.2.1',
});

describe('refused attempts', () => {
  it('are written at once where they are the first', () => {
    const windows = new RefusalWindows();
    windows.tell(tried(), at(0));
    expect(windows.due(begun)).toEqual([{ ...tried(), attempts: 1, at: at(0), until: at(0) }]);
    expect(windows.due(begun + 1_000)).toEqual([]);
  });

  it('are counted together after that, for a minute', () => {
    const windows = new RefusalWindows();
    windows.tell(tried(), at(0));
    windows.due(begun);
    for (let second = 1; second <= 30; second += 1) windows.tell(tried(), at(second));
    expect(windows.due(begun + 59_000)).toEqual([]);
    expect(windows.due(begun + 60_000)).toMatchObject([{ attempts: 30, at: at(1), until: at(30) }]);
  });

  it('of a flood that goes on for a day are written some thirty times, and none is lost', () => {
    const windows = new RefusalWindows();
    const written: number[] = [];
    for (let second = 0; second < 86_400; second += 1) {
      windows.tell(tried(), at(second));
      written.push(...windows.due(begun + second * 1_000).map(({ attempts }) => attempts));
    }
    written.push(...windows.due(Infinity).map(({ attempts }) => attempts));
    expect(written.length).toBeLessThan(35);
    expect(written.reduce((sum, attempts) => sum + attempts)).toBe(86_400);
  });

  it('of different actors, operations and organisations are different', () => {
    const windows = new RefusalWindows();
    windows.tell(tried(), at(0));
    windows.tell(tried('usr_2'), at(0));
    windows.tell(tried('usr_1', 'sites.create'), at(0));
    windows.tell({ ...tried(), organisationId: 'b' }, at(0));
    expect(windows.due(begun)).toHaveLength(4);
  });

  it('of more actors than fifty are counted together, in their organisation alone', () => {
    const windows = new RefusalWindows();
    for (let actor = 0; actor < 80; actor += 1) windows.tell(tried(`usr_${actor}`), at(0));
    windows.tell({ ...tried(), organisationId: 'b' }, at(0));
    const due = windows.due(begun);
    expect(due).toHaveLength(52);
    expect(due.filter(({ code }) => code === 'several')).toMatchObject([
      { organisationId: 'a', attempts: 30, operation: 'audit.refusals', actor: { kind: 'system' } },
    ]);
  });

  it('leave nothing behind when they stop', () => {
    const windows = new RefusalWindows();
    for (let actor = 0; actor < 50; actor += 1) windows.tell(tried(`usr_${actor}`), at(0));
    windows.due(begun);
    expect(windows.due(begun + 60_000)).toEqual([]);
    windows.tell(tried('usr_99'), at(61));
    expect(windows.due(begun + 61_000)).toMatchObject([{ actor: { id: 'usr_99' }, attempts: 1 }]);
  });

  it('that could not be written are written with the next ones', () => {
    const windows = new RefusalWindows();
    windows.tell(tried(), at(0));
    const [failed] = windows.due(begun);
    if (!failed) throw new Error('Nothing was due.');
    windows.takeBack(failed);
    windows.tell(tried(), at(5));
    expect(windows.due(begun + 60_000)).toMatchObject([{ attempts: 2, at: at(0), until: at(5) }]);
  });
});
