import { describe, expect, it } from '@jest/globals';
import { gapDays, gapLook, gapText, missingShare } from './gap-days.ts';

const hour = (at: string, change: object = {}) => ({
  hour: at,
  expected: 120,
  captured: 120,
  late: 0,
  missed: 0,
  unexplained: 0,
  reasons: {},
  ...change,
});
const now = Date.parse('2026-11-21T15:30:00Z');

describe('the gap map', () => {
  it('has each hour in its place, and the newest day last', () => {
    const days = gapDays([hour('2026-11-20T06:00:00.000Z')], 3, now);
    expect(days.map(({ day }) => day)).toEqual(['2026-11-19', '2026-11-20', '2026-11-21']);
    expect(days[1]?.hours[6]?.captured).toBe(120);
    expect(days[1]?.hours.filter((found) => found !== null)).toHaveLength(1);
  });

  it('shows the worst that is true of an hour', () => {
    expect(gapLook(null)).toBe('none');
    expect(gapLook(hour(''))).toBe('full');
    expect(gapLook(hour('', { captured: 118, missed: 2 }))).toBe('missed');
    expect(gapLook(hour('', { captured: 117, missed: 2, unexplained: 1 }))).toBe('unexplained');
  });

  it('shows how much of an hour is missing, and a single slot too', () => {
    expect([null, hour(''), hour('', { captured: 119, missed: 1 })].map(missingShare)).toEqual([
      0, 0, 0.25,
    ]);
    expect(missingShare(hour('', { captured: 60, missed: 40, unexplained: 20 }))).toBe(0.5);
    expect(missingShare(hour('', { captured: 0, missed: 120 }))).toBe(1);
  });

  it('says what became of the slots and why', () => {
    const found = hour('', {
      captured: 115,
      late: 1,
      missed: 3,
      unexplained: 2,
      reasons: { power: 3 },
    });
    expect(gapText('2026-11-20', 6, found)).toBe(
      '2026-11-20 06:00 UTC: 115 of 120 captured, 1 late, 3 missed (device off 3), 2 unexplained',
    );
    expect(gapText('2026-11-20', 6, null)).toBe('2026-11-20 06:00 UTC: nothing to capture');
  });
});
