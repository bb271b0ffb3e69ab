export type { Place } from './place.ts';
export {
  solarAnchors,
  weekdays,
  type CronSchedule,
  type IntervalSchedule,
  type Schedule,
  type SolarAnchor,
  type SolarRelativeSchedule,
  type TimeOfDaySchedule,
  type Weekday,
  type WindowSchedule,
} from './schedule.ts';
export {
  localDayOf,
  moonAt,
  sunAt,
  type LocalDay,
  type MoonPosition,
  type SkyPosition,
} from './sun.ts';
export { sunDay, type SunDay } from './solar-day.ts';
export type { CaptureWindow } from './capture-windows.ts';
export { changesBetween, type ScheduleChange } from './changes.ts';
export {
  countSlots,
  nextSlot,
  nextSlots,
  slotsBetween,
  whyNotComputable,
  windowAt,
  type Slot,
} from './slots.ts';
export { sayWhyNot, whyNotNow, type WhyNot } from './why-not-now.ts';
