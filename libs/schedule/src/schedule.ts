/** An event of the sun that a schedule can hang on. Civil: the sun's centre 6° below the horizon. */
export type SolarAnchor = 'sunrise' | 'sunset' | 'civil_dawn' | 'civil_dusk' | 'noon';

interface ScheduleCommon {
  /** Unique among the schedules of one camera; it names the capture window and its timelapse. */
  readonly name: string;
  /** Default true. */
  readonly enabled?: boolean | undefined;
  /** Where two schedules want the same instant, the higher one has it; default 0, ties: first listed. */
  readonly priority?: number | undefined;
  /** Whole seconds between slots, 1 to 86 400. Slots are the multiples of it since the Unix epoch. */
  readonly intervalSeconds: number;
}

/** Day and night, without a window. */
export interface IntervalSchedule extends ScheduleCommon {
  readonly type: 'interval';
}

/** A window that begins `offsetMinutes` after (negative: before) the sun's event of each local day. */
export interface SolarRelativeSchedule extends ScheduleCommon {
  readonly type: 'solar_relative';
  readonly anchor: SolarAnchor;
  readonly offsetMinutes: number;
  readonly durationMinutes: number;
}

/**
 * A window by the clock on the wall, 'HH:MM' to 'HH:MM' (end excluded). An end at or before the
 * start lies on the next day, so that 22:00–04:00 is a night and 00:00–00:00 is always.
 */
export interface TimeOfDaySchedule extends ScheduleCommon {
  readonly type: 'time_of_day';
  readonly startTime: string;
  readonly endTime: string;
}

/** When to capture, as data. `@eyrie/contracts` checks the ranges before a schedule gets here. */
export type Schedule = IntervalSchedule | SolarRelativeSchedule | TimeOfDaySchedule;
