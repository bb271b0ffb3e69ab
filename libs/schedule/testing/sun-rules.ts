import type { Schedule, SolarRelativeSchedule } from '../src/index.ts';
import { firstAfter, type SunWalk } from './sun-walk.ts';

/** Whether a schedule wants the instant, with every altitude that it names taken `shiftDeg` higher. */
export type SunRule = (ms: number, shiftDeg: number) => boolean;

const MINUTE = 60_000;
const [civil, nautical, horizon, golden] = [-6, -12, -0.833, -4];

/**
 * What the schedules that hang on the sun mean, said by heights of the sun and not by events: the sun
 * is up, it is twilight and getting darker. It knows nothing of days, and so nothing of days without events.
 */
export function sunRuleOf(schedule: Schedule, sun: SunWalk): SunRule {
  if (schedule.type === 'solar_relative') return aroundEvent(schedule, sun);
  const height = (ms: number) => sun.altitudeAbout(ms);
  switch (schedule.name) {
    case 'daylight':
      return (ms, shift) => height(ms) > horizon + shift;
    case 'darkness':
      return (ms, shift) => height(ms) <= horizon + shift;
    case 'light':
      return (ms, shift) =>
        [-15, 0, 15].some((minutes) => height(ms + minutes * MINUTE) > civil + shift);
    case 'afternoon':
      return (ms, shift) => sun.isFalling(ms) && height(ms) > civil + shift;
    case 'blue hour':
      return (ms, shift) =>
        !sun.isFalling(ms) && height(ms) > civil + shift && height(ms) <= golden + shift;
    case 'evening':
      return (ms, shift) =>
        Array.from({ length: 41 }, (_, minute) => ms + (minute - 10) * MINUTE).some(
          (near) =>
            sun.isFalling(near) &&
            height(near) > nautical + shift &&
            height(near) <= horizon + shift,
        );
    default:
      throw new RangeError(`Nobody said what "${schedule.name}" means.`);
  }
}

function aroundEvent(
  { anchor, offsetMinutes, durationMinutes }: SolarRelativeSchedule,
  sun: SunWalk,
): SunRule {
  const known = new Map<number, number[]>();
  return (ms, shiftDeg) => {
    const events = known.get(shiftDeg) ?? sun.eventsOf(anchor, shiftDeg);
    known.set(shiftDeg, events);
    // The latest event whose window has begun.
    const last = events[firstAfter(events, ms - offsetMinutes * MINUTE) - 1];
    return last !== undefined && ms < last + (offsetMinutes + durationMinutes) * MINUTE;
  };
}
