import { describe, expect, it } from '@jest/globals';
import { places } from '../testing/places.ts';
import { clockSchedules, solarSchedules } from '../testing/schedules.ts';
import { checkSpan } from '../testing/year.ts';

/** `npm run schedules` holds a year of all hundred places; here are the stretches where calendars and suns turn. */
const stretches: readonly (readonly [what: string, zone: string, from: string, days: number])[] = [
  ['spring in New York', 'America/New_York', '2028-03-10', 5],
  ['autumn in New York', 'America/New_York', '2028-11-03', 4],
  ['a leap over midnight in Chile', 'America/Santiago', '2028-09-01', 5],
  ['midnight shown twice in Havana', 'America/Havana', '2028-11-03', 4],
  ['half an hour at Lord Howe', 'Australia/Lord_Howe', '2028-03-31', 4],
  ['a leap day and a season over the new year', 'Asia/Kolkata', '2028-02-26', 6],
  ['the polar night coming over Tromsø', 'Europe/Oslo', '2028-11-22', 8],
  ['the midnight sun of Longyearbyen', 'Arctic/Longyearbyen', '2028-04-14', 8],
];

describe('schedules, held against a person who watches the clock and another almanac', () => {
  it.each(stretches)('have each slot once, and no other, through %s', (_, zone, from, days) => {
    const place = places().find(({ timeZone }) => timeZone === zone)!;
    const fromMs = Date.parse(`${from}T00:00:00Z`);
    const span = { fromMs, toMs: fromMs + days * 86_400_000 };
    const report = checkSpan(place, span, { clock: clockSchedules, solar: solarSchedules });
    expect(report.problems).toEqual([]);
    expect(report.worstAltitudeDeg).toBeLessThan(0.2);
    expect(report.solarSlots).toBeGreaterThan(500);
    expect(report.undecided).toBeLessThan(report.slots / 20);
  });
});
