import { DateTime } from 'luxon';
import { weekdays, type Schedule } from './schedule.ts';
import type { LocalDay } from './sun.ts';

type CalendarLimits = Pick<Schedule, 'days' | 'fromDate' | 'toDate'>;

/** Whether a schedule has any say about which days it captures on. */
export function isLimitedToDays({ days, fromDate, toDate }: CalendarLimits): boolean {
  return days !== undefined || fromDate !== undefined || toDate !== undefined;
}

/** Whether the windows that begin on a day of the place's calendar are wanted. */
export function isOnDay({ days, fromDate, toDate }: CalendarLimits, day: LocalDay): boolean {
  const date = DateTime.fromObject(day, { zone: 'utc' });
  const weekday = weekdays[date.weekday - 1];
  if (days && weekday && !days.includes(weekday)) return false;
  const whole = date.toISODate() ?? '';
  const yearly = whole.slice(5);
  const isAfterStart = fromDate === undefined || isNotBefore(fromDate);
  const isBeforeEnd = toDate === undefined || isNotAfter(toDate);
  // A season that runs over the new year is the two ends of the year.
  if (isYearly(fromDate) && isYearly(toDate) && fromDate > toDate) {
    return isAfterStart || isBeforeEnd;
  }
  return isAfterStart && isBeforeEnd;

  function isNotBefore(limit: string): boolean {
    return (isYearly(limit) ? yearly : whole) >= limit;
  }
  function isNotAfter(limit: string): boolean {
    return (isYearly(limit) ? yearly : whole) <= limit;
  }
}

function isYearly(date: string | undefined): date is string {
  return date?.length === 5;
}
