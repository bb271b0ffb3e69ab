/**
 * An event of the sun that a schedule can hang on, in the order of the day. Civil, nautical and
 * astronomical: the sun's centre 6°, 12° and 18° below the horizon; the golden hours lie between 4°
 * below and 6° above it, and the blue hours between civil twilight's edge and them.
 */
export const solarAnchors = [
  'astronomical_dawn',
  'nautical_dawn',
  'civil_dawn',
  'golden_hour_morning',
  'sunrise',
  'golden_hour_morning_end',
  'noon',
  'golden_hour_evening',
  'sunset',
  'golden_hour_evening_end',
  'civil_dusk',
  'nautical_dusk',
  'astronomical_dusk',
] as const;
export type SolarAnchor = (typeof solarAnchors)[number];

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

interface ScheduleCommon {
  /** Unique among the schedules of one camera; it names the capture window and its timelapse. */
  readonly name: string;
  /** Default true. */
  readonly enabled?: boolean | undefined;
  /** Where two schedules want the same instant, the higher one has it; default 0, ties: first listed. */
  readonly priority?: number | undefined;
  /** Only windows that begin on these days of the place's calendar; absent: all. */
  readonly days?: readonly Weekday[] | undefined;
  /**
   * First and last day on which windows begin: `2026-11-01`, or `11-01` for every year, where a last
   * day before the first lies in the year after. Absent: without a beginning, without an end.
   */
  readonly fromDate?: string | undefined;
  readonly toDate?: string | undefined;
}

interface SpacedSchedule extends ScheduleCommon {
  /** Whole seconds between slots, 1 to 86 400. Slots are the multiples of it since the Unix epoch. */
  readonly intervalSeconds: number;
}

/** Day and night, without a window. */
export interface IntervalSchedule extends SpacedSchedule {
  readonly type: 'interval';
}

/**
 * A window that begins `offsetMinutes` after (negative: before) the sun's event of each day. On a day
 * without the event there is no window.
 */
export interface SolarRelativeSchedule extends SpacedSchedule {
  readonly type: 'solar_relative';
  readonly anchor: SolarAnchor;
  readonly offsetMinutes: number;
  readonly durationMinutes: number;
}

/**
 * A window between two moments of the day (end excluded), each either what the clock on the wall
 * shows (`06:30`) or an event of the sun with minutes before or after it (`sunset-30`, `civil_dusk`,
 * `nautical_dusk+10`; `dawn` and `dusk` are the civil ones). An end that is no later in the day than
 * the start lies on the next day, so that 22:00–04:00 is a night and 00:00–00:00 is always.
 */
export interface TimeOfDaySchedule extends SpacedSchedule {
  readonly type: 'time_of_day';
  readonly startTime: string;
  readonly endTime: string;
}

/** The instants of a cron expression (five fields, or six with seconds first) on the place's clock. */
export interface CronSchedule extends ScheduleCommon {
  readonly type: 'cron';
  readonly cron: string;
}

/** A schedule that captures at even spaces while a window is open. */
export type WindowSchedule = IntervalSchedule | SolarRelativeSchedule | TimeOfDaySchedule;

/** When to capture, as data. `@eyrie/contracts` checks the ranges before a schedule gets here. */
export type Schedule = WindowSchedule | CronSchedule;
