import type { Place, Schedule } from '../src/index.ts';

/** What the clock on the wall of a place shows in a minute. */
interface WallMinute {
  readonly at: number;
  /** Minutes since its midnight. */
  readonly minutes: number;
  /** `2026-11-01`. */
  readonly date: string;
  /** 0 is Sunday. */
  readonly weekday: number;
}

const MINUTE = 60_000;
const weekdayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Every minute of a stretch, as Intl (and not the library's own way) shows it. */
export function wallMinutes({ timeZone }: Place, fromMs: number, toMs: number): WallMinute[] {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const minutes: WallMinute[] = [];
  for (let at = fromMs; at < toMs; at += MINUTE) {
    // "2026-11-01, 13:05"
    const text = format.format(at);
    const date = text.slice(0, 10);
    const shown = Number(text.slice(-5, -3)) * 60 + Number(text.slice(-2));
    const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
    minutes.push({ at, minutes: shown, date, weekday });
  }
  return minutes;
}

/**
 * The slots of a schedule that goes by the clock, found by watching the clock for a year as a person
 * would: the shutter opens when the hand passes the start and closes when it passes the end.
 */
export function slotsByWatching(schedule: Schedule, wall: readonly WallMinute[]): number[] {
  if (schedule.type === 'cron') return cronByWatching(schedule.cron, wall);
  if (schedule.type === 'solar_relative') throw new RangeError('This one goes by the sun.');
  const spaceMinutes = schedule.intervalSeconds / 60;
  const slots: number[] = [];
  let isOpen = false;
  for (const [index, now] of wall.entries()) {
    const before = wall[index - 1];
    if (schedule.type === 'interval') {
      isOpen = isWanted(schedule, now);
    } else if (schedule.startTime === schedule.endTime) {
      // From a time to itself is always.
      isOpen = true;
    } else if (before) {
      const [start, end] = [minutesOf(schedule.startTime), minutesOf(schedule.endTime)];
      const isStart = isPassed(start, before, now) && isWanted(schedule, now);
      const isEnd = isPassed(end, before, now) && !isShownAgain(end, index, wall);
      if (isEnd) isOpen = false;
      // A leap over the whole window leaves nothing of it.
      const isLeaptOver = isEnd && start < end;
      // The second showing of a start opens nothing that the end has not closed before.
      if (isStart && !isLeaptOver && (isOpen || !isShownBefore(start, index, wall))) isOpen = true;
    }
    if (isOpen && (now.at / MINUTE) % spaceMinutes === 0) slots.push(now.at);
  }
  return slots;
}

/** Whether the hand came to, or leapt over, a time in this minute. */
function isPassed(time: number, before: WallMinute, now: WallMinute): boolean {
  if (now.minutes === time) return true;
  if (!isLeapInto(before, now)) return false;
  return now.date > before.date
    ? time > before.minutes || time < now.minutes
    : time > before.minutes && time < now.minutes;
}

const foldMinutes = [30, 60, 120];

function isShownAgain(time: number, index: number, wall: readonly WallMinute[]): boolean {
  const date = wall[index]?.date;
  return foldMinutes.some((ahead) => isSameShowing(wall[index + ahead], time, date));
}

function isShownBefore(time: number, index: number, wall: readonly WallMinute[]): boolean {
  const date = wall[index]?.date;
  return foldMinutes.some((back) => isSameShowing(wall[index - back], time, date));
}

function isSameShowing(
  minute: WallMinute | undefined,
  time: number,
  date: string | undefined,
): boolean {
  return minute?.minutes === time && minute.date === date;
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function isWanted(schedule: Schedule, { date, weekday }: WallMinute): boolean {
  const { days, fromDate, toDate } = schedule;
  if (days && !days.some((day) => day === weekdayNames[weekday])) return false;
  if (fromDate === undefined || toDate === undefined) return true;
  const shown = fromDate.length === 5 ? date.slice(5) : date;
  return fromDate <= toDate
    ? shown >= fromDate && shown <= toDate
    : shown >= fromDate || shown <= toDate;
}

/** Cron as its manual says: minute by minute, does every field agree? */
function cronByWatching(cron: string, wall: readonly WallMinute[]): number[] {
  const [minute = '', hour = '', monthDay = '', month = '', weekDay = ''] = cron.split(' ');
  const isEveryHour = hour === '*';
  const isDay = ({ date, weekday }: WallMinute) => {
    if (!agrees(month, Number(date.slice(5, 7)))) return false;
    const isMonthDay = agrees(monthDay, Number(date.slice(8)));
    const isWeekDay = agrees(weekDay, weekday);
    return monthDay !== '*' && weekDay !== '*' ? isMonthDay || isWeekDay : isMonthDay && isWeekDay;
  };
  const slots: number[] = [];
  for (const [index, now] of wall.entries()) {
    const before = wall[index - 1];
    if (!isDay(now)) continue;
    const since = before && isLeapInto(before, now) ? leapStart(before, now) : now.minutes;
    const times = Array.from({ length: now.minutes + 1 - since }, (_, n) => since + n);
    const isMeant = times.some(
      (time) =>
        agrees(hour, Math.floor(time / 60)) &&
        agrees(minute, time % 60) &&
        (time === now.minutes || !isEveryHour),
    );
    if (isMeant && (isEveryHour || !isShownBefore(now.minutes, index, wall))) slots.push(now.at);
  }
  return slots;
}

function isLeapInto(before: WallMinute, now: WallMinute): boolean {
  return now.minutes !== (before.minutes + 1) % 1440 && !isEarlier(now, before);
}

function isEarlier(now: WallMinute, before: WallMinute): boolean {
  return now.date < before.date || (now.date === before.date && now.minutes < before.minutes);
}

function leapStart(before: WallMinute, now: WallMinute): number {
  return now.date > before.date ? 0 : before.minutes + 1;
}

function agrees(field: string, value: number): boolean {
  return field.split(',').some((part) => {
    const [range = '', step = '1'] = part.split('/');
    const [low = '', high = ''] = range === '*' ? ['0', '99'] : range.split('-');
    const from = numberOf(low);
    const to = high === '' ? (part.includes('/') ? 99 : from) : numberOf(high);
    return value >= from && value <= to && (value - from) % Number(step) === 0;
  });
}

function numberOf(text: string): number {
  const weekday = weekdayNames.indexOf(text);
  return weekday === -1 ? Number(text) : weekday;
}
