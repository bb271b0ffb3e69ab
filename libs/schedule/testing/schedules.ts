import type { Schedule, SolarAnchor } from '../src/index.ts';

const window = (name: string, startTime: string, endTime: string, intervalSeconds: number) => ({
  name,
  type: 'time_of_day' as const,
  startTime,
  endTime,
  intervalSeconds,
});
const around = (anchor: SolarAnchor, offsetMinutes: number, durationMinutes: number) => ({
  name: anchor,
  type: 'solar_relative' as const,
  anchor,
  offsetMinutes,
  durationMinutes,
  intervalSeconds: 60,
});

/** One of each kind, the source system's own among them. */
export const clockSchedules: readonly Schedule[] = [
  window('day', '06:30', '21:30', 60),
  window('night', '22:00', '04:00', 60),
  window('leapt', '02:30', '03:15', 60),
  window('repeated', '01:30', '02:45', 60),
  window('always', '00:00', '00:00', 420),
  { ...window('weekend', '23:00', '01:00', 60), days: ['sat', 'sun'] },
  { ...window('winter', '12:00', '13:00', 60), fromDate: '11-01', toDate: '02-29' },
  { ...window('once', '12:00', '13:00', 60), fromDate: '2028-02-28', toDate: '2028-03-01' },
  { name: 'every', type: 'interval', intervalSeconds: 3_600 },
  { name: 'mondays', type: 'interval', intervalSeconds: 900, days: ['mon'] },
  { name: 'noon', type: 'cron', cron: '0 12 * * *' },
  { name: 'small hours', type: 'cron', cron: '30 0-3 * * *' },
  { name: 'quarters', type: 'cron', cron: '*/15 * * * *' },
  { name: 'workdays', type: 'cron', cron: '0,20 6-20/2 * * mon-fri' },
  { name: 'leap day or friday', type: 'cron', cron: '0 9 29 2 fri' },
];

export const solarSchedules: readonly Schedule[] = [
  { ...around('sunrise', -30, 60), intervalSeconds: 10 },
  { ...around('sunset', -30, 60), intervalSeconds: 30 },
  around('astronomical_dawn', 0, 20),
  around('nautical_dawn', -10, 20),
  around('civil_dawn', 0, 30),
  around('golden_hour_morning', 0, 40),
  around('golden_hour_morning_end', -20, 20),
  around('noon', -5, 10),
  around('golden_hour_evening', 0, 40),
  around('golden_hour_evening_end', 0, 10),
  around('civil_dusk', -15, 30),
  around('nautical_dusk', 0, 20),
  { ...around('astronomical_dusk', 30, 1200), intervalSeconds: 600 },
  window('evening', 'sunset-30', 'nautical_dusk+10', 60),
  window('daylight', 'sunrise', 'sunset', 300),
  window('darkness', 'sunset', 'sunrise', 300),
  window('light', 'dawn-15', 'dusk+15', 300),
  window('afternoon', 'noon', 'dusk', 300),
  window('blue hour', 'civil_dawn', 'golden_hour_morning', 60),
];
