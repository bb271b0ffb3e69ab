import { describe, expect, it } from '@jest/globals';
import type { LongOperation } from '@eyrie/contracts';
import { countText, etaText, kindText, shareOf, standingText, toneOf } from './operation-words.ts';

const operation = (over: Partial<LongOperation>): LongOperation => ({
  id: 'op_01h455vb4pex5vsknk084sn02q',
  kind: 'devices.command',
  state: 'running',
  done: false,
  progress: { step: null, done: 3, total: 12, unit: 'devices', eta: null },
  partial_failures: [],
  result: null,
  error: null,
  cancel_requested: false,
  created_by: 'Ada',
  created_at: '2026-06-21T04:00:00.000Z',
  started_at: '2026-06-21T04:00:01.000Z',
  finished_at: null,
  ...over,
});
const failure = {
  item: 'dev_1',
  problem: { type: 'about:blank', title: 'No.', status: 409, code: 'x', request_id: 'r' },
};

describe('an operation in words', () => {
  it('says how far it is, and no more than anybody knows', () => {
    const { progress } = operation({});
    expect(countText(progress)).toBe('3 of 12 devices');
    expect(shareOf(progress)).toBe(0.25);
    expect(countText({ ...progress, total: null, done: 0 })).toBe('beginning');
    expect(shareOf({ ...progress, total: null })).toBeNull();
    expect(shareOf({ done: 0, total: 0 })).toBe(1);
  });

  it('forecasts only what the cloud does', () => {
    const now = Date.parse('2026-06-21T04:00:00.000Z');
    expect(etaText({ eta: null }, now)).toBeNull();
    expect(etaText({ eta: '2026-06-21T04:03:00.000Z' }, now)).toBe('about 3 min left');
    expect(etaText({ eta: '2026-06-21T03:59:00.000Z' }, now)).toBe('nearly through');
  });

  it('does not call done what failed in part', () => {
    const whole = operation({ state: 'succeeded', done: true });
    const part = operation({ state: 'succeeded', done: true, partial_failures: [failure] });
    expect([standingText(whole), toneOf(whole)]).toEqual(['Done', 'good']);
    expect([standingText(part), toneOf(part)]).toEqual(['Done, in part', 'late']);
  });

  it('tells that it is being cancelled until it has ended', () => {
    expect(standingText(operation({ cancel_requested: true }))).toBe('Being cancelled');
    const over = operation({ cancel_requested: true, state: 'cancelled', done: true });
    expect(standingText(over)).toBe('Cancelled');
  });

  it('lets what it does not know go by its own name', () => {
    expect(kindText('devices.revoke')).toBe('Revoke devices');
    expect(kindText('moon.paint')).toBe('moon.paint');
  });
});
