import { scheduleSchema, type ScheduleConfiguration } from '@eyrie/contracts';
import type { RadioOption } from '../elements/radio-list.tsx';

export type SchedulePreset = 'always' | 'daylight' | 'sun' | 'custom';

export const presetChoices: readonly RadioOption<SchedulePreset>[] = [
  { value: 'always', text: 'Day and night', sentence: 'At a fixed interval, without a pause.' },
  {
    value: 'daylight',
    text: 'Daylight',
    sentence: 'From sunrise to sunset, wherever the year stands.',
  },
  {
    value: 'sun',
    text: 'Sunrise and sunset',
    sentence: 'From half an hour before to half an hour after, twice a day.',
  },
  {
    value: 'custom',
    text: 'Something else',
    sentence: 'Times, events of the sun, days and dates, cron.',
  },
];

const around = { offsetMinutes: -30, durationMinutes: 60 };

/** The schedules of a preset; null where the interval is none. */
export function schedulesOfPreset(
  preset: Exclude<SchedulePreset, 'custom'>,
  intervalSeconds: number,
): ScheduleConfiguration[] | null {
  const wishes = {
    always: [{ type: 'interval', name: 'always', intervalSeconds }],
    daylight: [
      {
        type: 'time_of_day',
        name: 'daylight',
        startTime: 'sunrise',
        endTime: 'sunset',
        intervalSeconds,
      },
    ],
    sun: ['sunrise', 'sunset'].map((anchor) => ({
      type: 'solar_relative',
      name: anchor,
      anchor,
      ...around,
      intervalSeconds,
    })),
  }[preset];
  return scheduleSchema.array().safeParse(wishes).data ?? null;
}

export type Every = 'seconds' | 'minutes';

/** What somebody wrote, in seconds; not a number where it is none. */
export const secondsOf = (text: string, every: Every): number =>
  text.trim() === '' ? NaN : Number(text) * (every === 'minutes' ? 60 : 1);
