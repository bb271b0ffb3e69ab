import { z } from 'zod';

/** Events of the sun that a window can hang on, in the order of the day (see @eyrie/schedule). */
export const solarAnchorSchema = z.enum([
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
]);

const anchorNames = [...solarAnchorSchema.options, 'dawn', 'dusk'].join('|');
/** `06:30`, `sunset`, `nautical_dusk+10`; `dawn` and `dusk` are the civil ones. */
const momentSchema = z
  .string()
  .regex(new RegExp(`^(([01]\\d|2[0-3]):[0-5]\\d|(${anchorNames})([+-]\\d{1,3})?)$`), {
    error: 'must be a time such as 06:30, or an event of the sun such as sunset-30',
  });

/** A day of the calendar, or one of every year: `2026-11-01`, `11-01`. */
const dateSchema = z
  .string()
  .regex(/^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, {
    error: 'must be a date such as 2026-11-01, or 11-01 for every year',
  })
  .meta({ example: '2026-11-01' });

const everySchedule = {
  /** Names the capture window and its timelapse; unique among the schedules of a camera. */
  name: z.string().min(1).max(64),
  enabled: z.boolean().default(true),
  /** Where two schedules want the same instant, the higher one has it. */
  priority: z.int().min(0).max(100).default(0),
  /** Only windows that begin on these days; all where absent. */
  days: z
    .array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']))
    .min(1, { error: 'choose at least one day' })
    .max(7)
    .optional(),
  /** First and last day on which windows begin. */
  fromDate: dateSchema.optional(),
  toDate: dateSchema.optional(),
};

/** Slots are the multiples of it since the Unix epoch. */
const intervalSeconds = z.int().min(1).max(86_400);

/** When to capture. Slots lie on the wall clock. Shapes are those of @eyrie/schedule. */
export const scheduleSchema = z.discriminatedUnion('type', [
  z.object({ ...everySchedule, type: z.literal('interval'), intervalSeconds }),
  z.object({
    ...everySchedule,
    type: z.literal('solar_relative'),
    anchor: solarAnchorSchema,
    offsetMinutes: z.number().min(-720).max(720),
    durationMinutes: z.number().positive().max(1440),
    intervalSeconds,
  }),
  z.object({
    ...everySchedule,
    type: z.literal('time_of_day'),
    startTime: momentSchema,
    endTime: momentSchema,
    intervalSeconds,
  }),
  z.object({
    ...everySchedule,
    type: z.literal('cron'),
    /** Five fields, or six with the seconds first; by the clock of the site's place. */
    cron: z
      .string()
      .max(128)
      .regex(/^\s*([\d*,/A-Za-z-]+\s+){4,5}[\d*,/A-Za-z-]+\s*$/, {
        error: 'must be a cron expression such as 0 12 * * mon-fri',
      }),
  }),
]);
export type ScheduleConfiguration = z.infer<typeof scheduleSchema>;
