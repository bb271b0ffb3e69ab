import type { ScheduleConfiguration } from '@eyrie/contracts';
import { solarAnchors, type Weekday } from '@eyrie/schedule';

export const typeChoices: readonly { value: ScheduleConfiguration['type']; text: string }[] = [
  { value: 'interval', text: 'Day and night' },
  { value: 'solar_relative', text: 'Around a sun event' },
  { value: 'time_of_day', text: 'Between two times' },
  { value: 'cron', text: 'A cron expression' },
];

const words = (name: string) => name.replaceAll('_', ' ');

export const anchorChoices: readonly { value: string; text: string }[] = solarAnchors.map(
  (anchor) => ({
    value: anchor,
    text: words(anchor).replace(/^./, (letter) => letter.toUpperCase()),
  }),
);

/** What a moment of the day may look like, to choose from. */
export const momentExamples: readonly string[] = ['06:00', '18:00', ...solarAnchors];

export const dayWords: Readonly<Record<Weekday, { short: string; long: string }>> = {
  mon: { short: 'Mo', long: 'Monday' },
  tue: { short: 'Tu', long: 'Tuesday' },
  wed: { short: 'We', long: 'Wednesday' },
  thu: { short: 'Th', long: 'Thursday' },
  fri: { short: 'Fr', long: 'Friday' },
  sat: { short: 'Sa', long: 'Saturday' },
  sun: { short: 'Su', long: 'Sunday' },
};

/** Schedules in a few words, for a person who decides between two lists of them. */
export const saySchedules = (schedules: readonly ScheduleConfiguration[]): string =>
  schedules.map((schedule) => saySchedule(schedule)).join('; ');

function saySchedule(schedule: ScheduleConfiguration): string {
  const { name, enabled, priority, days, fromDate, toDate } = schedule;
  const parts = [
    `${name}: ${sayWhen(schedule)}`,
    days ? `on ${days.map((day) => dayWords[day].short).join(' ')}` : '',
    fromDate ? `from ${fromDate}` : '',
    toDate ? `to ${toDate}` : '',
    priority === 0 ? '' : `priority ${priority}`,
    enabled ? '' : 'switched off',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function sayWhen(schedule: ScheduleConfiguration): string {
  switch (schedule.type) {
    case 'interval':
      return `every ${schedule.intervalSeconds} s`;
    case 'solar_relative':
      return `${schedule.durationMinutes} min from ${words(schedule.anchor)} ${signed(schedule.offsetMinutes)} min, every ${schedule.intervalSeconds} s`;
    case 'time_of_day':
      return `${words(schedule.startTime)} – ${words(schedule.endTime)}, every ${schedule.intervalSeconds} s`;
    case 'cron':
      return schedule.cron;
  }
}

const signed = (minutes: number) => (minutes < 0 ? `− ${-minutes}` : `+ ${minutes}`);
