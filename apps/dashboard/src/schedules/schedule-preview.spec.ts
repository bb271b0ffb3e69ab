import { expect, it } from '@jest/globals';
import { previewOf } from './schedule-preview.ts';

const place = { latitude: 47.25, longitude: 9.34, timeZone: 'Europe/Zurich' };
/** Ten in the morning on the clocks there. */
const now = Date.parse('2026-11-21T09:00:30Z');

it('shows a window that is open, and the one of the next day, on the hours to come', () => {
  const day = { type: 'time_of_day', name: 'day', intervalSeconds: 3600 } as const;
  const preview = previewOf([{ ...day, startTime: '07:00', endTime: '13:00' }], place, now);
  expect(preview.fromMs).toBe(Date.parse('2026-11-21T09:00:00Z'));
  expect(preview.lanes).toEqual([
    {
      name: 'day',
      windows: [
        { from: 0, to: 3 / 24 },
        { from: 21 / 24, to: 1 },
      ],
      marks: [],
    },
  ]);
  expect(preview.slots.map(({ at }) => new Date(at).toISOString().slice(8, 16))).toEqual([
    '21T10:00',
    '21T11:00',
    '22T06:00',
    '22T07:00',
    '22T08:00',
  ]);
  expect(preview.slotsInDay).toBe(6);
  expect(preview.whyNot).toBeNull();
});

it('says why nothing is captured now', () => {
  const night = { type: 'time_of_day', name: 'night', intervalSeconds: 60 } as const;
  const asleep = previewOf([{ ...night, startTime: '22:00', endTime: '04:00' }], place, now);
  expect(asleep.whyNot).toMatch(
    /Outside every capture window; the next, "night", opens at .*22:00/,
  );
  const off = { ...night, startTime: '22:00', endTime: '04:00', enabled: false };
  expect(previewOf([off], place, now)).toMatchObject({ lanes: [], slots: [], slotsInDay: 0 });
});

it('marks the instants of a cron expression, which has no windows to be outside of', () => {
  const noon = { type: 'cron', name: 'noon', cron: '0 13 * * *' } as const;
  const preview = previewOf([noon], place, now);
  expect(preview.lanes).toEqual([{ name: 'noon', windows: [], marks: [3 / 24] }]);
  expect(preview.whyNot).toBeNull();
});
