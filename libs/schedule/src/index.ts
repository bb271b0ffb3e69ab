export type { Place } from './place.ts';
export type {
  IntervalSchedule,
  Schedule,
  SolarAnchor,
  SolarRelativeSchedule,
  TimeOfDaySchedule,
} from './schedule.ts';
export {
  localDayOf,
  moonAt,
  sunAt,
  sunDay,
  type LocalDay,
  type MoonPosition,
  type SkyPosition,
  type SunDay,
} from './sun.ts';
export type { CaptureWindow } from './capture-windows.ts';
export { nextSlot, slotsBetween, windowAt, type Slot } from './slots.ts';
export { sayWhyNot, whyNotNow, type WhyNot } from './why-not-now.ts';
