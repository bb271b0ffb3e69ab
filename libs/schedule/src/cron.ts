import { CronExpressionParser } from 'cron-parser';
import { DateTime } from 'luxon';
import { isOnDay } from './calendar.ts';
import { horizonDays } from './capture-windows.ts';
import type { Place } from './place.ts';
import type { CronSchedule } from './schedule.ts';
import { addDays, localDayOf, type LocalDay } from './sun.ts';
import { showingsOf, wallClock } from './wall-clock.ts';

/** A cron expression, read. Days and times are numbers of the calendar and the clock; Sunday is 0. */
interface CronFields {
  readonly months: ReadonlySet<number>;
  readonly monthDays: ReadonlySet<number>;
  readonly weekDays: ReadonlySet<number>;
  /** Cron's old rule: where both kinds of days are limited, either will do. */
  readonly isEitherDay: boolean;
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly seconds: readonly number[];
  readonly isEveryHour: boolean;
}

/**
 * The instants of a cron schedule from `fromMs` on, for the next 400 days, by the clocks of the place.
 * A time that spring leaps over is the instant of the leap. Of a time that autumn repeats the first
 * showing counts; both do where every hour is meant. (cron-parser reads the expression; its own
 * iteration answers otherwise when it is asked in the middle of such a night, and a worker that starts
 * then must not capture twice.) Throws RangeError for an expression that is none.
 */
export function* cronInstants(
  schedule: CronSchedule,
  place: Place,
  fromMs: number,
): Generator<number, undefined> {
  const fields = fieldsOf(schedule.cron);
  const first = localDayOf(place, fromMs);
  let last = -Infinity;
  for (let n = -1; n <= horizonDays; n += 1) {
    const day = addDays(first, n);
    if (!isDayOf(fields, day) || !isOnDay(schedule, day)) continue;
    for (const at of instantsOfDay(fields, place, day)) {
      // Times that were leapt over all fall onto the leap.
      if (at < fromMs || at <= last) continue;
      last = at;
      yield at;
    }
  }
}

function fieldsOf(cron: string): CronFields {
  const parts = cron.trim().split(/\s+/);
  // The parser knows more than a clock does: random times (H), last days (L), nicknames (@daily).
  const isPlain = parts.every((part) => /^(?:[\d*,/-]|(?<![a-z])[a-z]{3}(?![a-z]))+$/i.test(part));
  if (!isPlain || (parts.length !== 5 && parts.length !== 6)) {
    throw new RangeError(`Not a cron expression: ${cron}`);
  }
  try {
    const { fields } = CronExpressionParser.parse(cron);
    return {
      months: new Set(fields.month.values),
      monthDays: new Set(fields.dayOfMonth.values.map(Number)),
      weekDays: new Set(fields.dayOfWeek.values.map((day) => Number(day) % 7)),
      isEitherDay: !fields.dayOfMonth.isWildcard && !fields.dayOfWeek.isWildcard,
      hours: fields.hour.values,
      minutes: fields.minute.values,
      seconds: fields.second.values,
      isEveryHour: fields.hour.values.length === 24,
    };
  } catch (error) {
    throw new RangeError(`Not a cron expression: ${cron}`, { cause: error });
  }
}

function isDayOf(fields: CronFields, day: LocalDay): boolean {
  if (!fields.months.has(day.month)) return false;
  const isMonthDay = fields.monthDays.has(day.day);
  const isWeekDay = fields.weekDays.has(DateTime.fromObject(day, { zone: 'utc' }).weekday % 7);
  return fields.isEitherDay ? isMonthDay || isWeekDay : isMonthDay && isWeekDay;
}

/** In order. Only a day on which the clocks change is put together minute by minute. */
function instantsOfDay(fields: CronFields, place: Place, day: LocalDay): number[] {
  const midnight = wallClock(place, day, '00:00', 'first');
  const isWhole = wallClock(place, addDays(day, 1), '00:00', 'last') - midnight === 86_400_000;
  if (!isWhole) return instantsOfChange(fields, place, day);
  return fields.hours.flatMap((hour) =>
    fields.minutes.flatMap((minute) =>
      fields.seconds.map((second) => midnight + ((hour * 60 + minute) * 60 + second) * 1000),
    ),
  );
}

function instantsOfChange(fields: CronFields, place: Place, day: LocalDay): number[] {
  const instants: number[] = [];
  for (const hour of fields.hours) {
    for (const minute of fields.minutes) {
      const { showings, isLeapt } = showingsOf(place, day, hour, minute);
      const counted = fields.isEveryHour ? showings : showings.slice(0, 1);
      for (const at of counted) {
        // Every hour goes on after the leap anyway, without the times that were not.
        if (isLeapt && !fields.isEveryHour) instants.push(at);
        else if (!isLeapt) instants.push(...fields.seconds.map((second) => at + second * 1000));
      }
    }
  }
  return instants.sort((a, b) => a - b);
}
