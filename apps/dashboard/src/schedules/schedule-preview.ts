import {
  changesBetween,
  countSlots,
  nextSlots,
  sayWhyNot,
  slotsBetween,
  whyNotNow,
  windowAt,
  type Place,
  type Schedule,
  type Slot,
} from '@eyrie/schedule';

const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
const slotsShown = 5;
/** More marks than these on one day's lane are a bar to the eye. */
const marksMax = 300;

/** What a schedule has of a stretch of time; shares of it, from 0 to 1. */
export interface Lane {
  readonly name: string;
  readonly windows: readonly { readonly from: number; readonly to: number }[];
  /** Instants of a schedule that has no windows. */
  readonly marks: readonly number[];
}

export interface SchedulePreview {
  /** The stretch that the lanes show: 24 hours, epoch milliseconds. */
  readonly fromMs: number;
  readonly lanes: readonly Lane[];
  readonly slots: readonly Slot[];
  readonly slotsInDay: number;
  /** Why nothing is captured now, as a sentence; null where a window is open. */
  readonly whyNot: string | null;
}

/** What follows from schedules at a place in the 24 hours from the last full hour on. */
export function previewOf(
  schedules: readonly Schedule[],
  place: Place,
  nowMs: number,
): SchedulePreview {
  const fromMs = Math.floor(nowMs / hourMs) * hourMs;
  const enabled = schedules.filter((schedule) => schedule.enabled !== false);
  // Cron has instants and no windows: being outside of one says nothing there.
  const isInstantsAlone = enabled.length > 0 && enabled.every(({ type }) => type === 'cron');
  const whyNot = isInstantsAlone ? null : whyNotNow(schedules, place, nowMs);
  return {
    fromMs,
    lanes: enabled.map((schedule) => laneOf(schedule, place, fromMs)),
    slots: nextSlots(schedules, place, nowMs, slotsShown),
    slotsInDay: countSlots(schedules, place, nowMs, nowMs + dayMs),
    whyNot: whyNot === null ? null : sayWhyNot(whyNot, place),
  };
}

function laneOf(schedule: Schedule, place: Place, fromMs: number): Lane {
  const toMs = fromMs + dayMs;
  const shareOf = (at: number) => (at - fromMs) / dayMs;
  if (schedule.type === 'cron') {
    const slots = slotsBetween([schedule], place, fromMs, toMs, marksMax);
    return { name: schedule.name, windows: [], marks: slots.map(({ at }) => shareOf(at)) };
  }
  const windows: { from: number; to: number }[] = [];
  let openSince = windowAt([schedule], place, fromMs) === null ? null : 0;
  for (const { at, change } of changesBetween([schedule], place, fromMs, toMs, 100)) {
    if (change === 'opens') openSince ??= shareOf(at);
    if (change !== 'closes' || openSince === null) continue;
    windows.push({ from: openSince, to: shareOf(at) });
    openSince = null;
  }
  if (openSince !== null) windows.push({ from: openSince, to: 1 });
  return { name: schedule.name, windows, marks: [] };
}
