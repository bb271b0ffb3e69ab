import { windowsFrom, type CaptureWindow } from './capture-windows.ts';
import { cronInstants } from './cron.ts';
import type { Place } from './place.ts';
import type { Schedule, WindowSchedule } from './schedule.ts';

const greenwich: Place = { latitude: 51.48, longitude: 0, timeZone: 'UTC' };

/** An instant at which one frame is due. */
export interface Slot {
  /** Epoch milliseconds; a whole multiple of the schedule's interval where it has one. */
  readonly at: number;
  /** Name of the schedule that has the slot. */
  readonly schedule: string;
  /** Its place in the list that was passed in. */
  readonly scheduleIndex: number;
}

/** The first slot strictly after an instant, or null when none of the schedules has one within 400 days. */
export function nextSlot(
  schedules: readonly Schedule[],
  place: Place,
  afterMs: number,
): Slot | null {
  const next = slotsFrom(schedules, place, Math.floor(afterMs) + 1).next();
  return next.done === true ? null : next.value;
}

/** The next so many slots strictly after an instant; fewer where the schedules have no more in 400 days. */
export function nextSlots(
  schedules: readonly Schedule[],
  place: Place,
  afterMs: number,
  count: number,
): Slot[] {
  return slotsBetween(schedules, place, Math.floor(afterMs) + 1, Infinity, count);
}

/** The slots in [fromMs, toMs), in order, at most `limit` of them. */
export function slotsBetween(
  schedules: readonly Schedule[],
  place: Place,
  fromMs: number,
  toMs: number,
  limit: number,
): Slot[] {
  const slots: Slot[] = [];
  if (limit <= 0) return slots;
  for (const slot of slotsFrom(schedules, place, fromMs)) {
    if (slot.at >= toMs) break;
    slots.push(slot);
    if (slots.length >= limit) break;
  }
  return slots;
}

/** Why nothing follows from a schedule, as a sentence; null where its slots can be computed. */
export function whyNotComputable(schedule: Schedule): string | null {
  try {
    nextSlot([{ ...schedule, enabled: true }], greenwich, 0);
    return null;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

/** How many slots lie in [fromMs, toMs). */
export function countSlots(
  schedules: readonly Schedule[],
  place: Place,
  fromMs: number,
  toMs: number,
): number {
  let count = 0;
  for (const slot of slotsFrom(schedules, place, fromMs)) {
    if (slot.at >= toMs) break;
    count += 1;
  }
  return count;
}

/** The capture window open at an instant and its schedule (the highest in priority), or null. */
export function windowAt(
  schedules: readonly Schedule[],
  place: Place,
  atMs: number,
): (CaptureWindow & { readonly schedule: string; readonly scheduleIndex: number }) | null {
  for (const { schedule, index } of byPriority(schedules)) {
    if (schedule.type === 'cron') continue;
    const next = windowsFrom(schedule, place, atMs).next();
    if (next.done !== true && next.value.startsAt <= atMs) {
      return { ...next.value, schedule: schedule.name, scheduleIndex: index };
    }
  }
  return null;
}

/** Union of all schedules' slots from an instant on, one per instant, the highest priority's. */
function* slotsFrom(
  schedules: readonly Schedule[],
  place: Place,
  fromMs: number,
): Generator<Slot, undefined> {
  const lanes = byPriority(schedules).map(({ schedule, index }) => {
    const instants =
      schedule.type === 'cron'
        ? cronInstants(schedule, place, fromMs)
        : spacedInstants(schedule, place, fromMs);
    return { instants, head: instants.next(), name: schedule.name, index };
  });
  for (;;) {
    let first: { at: number; lane: (typeof lanes)[number] } | null = null;
    for (const lane of lanes) {
      if (lane.head.done === true) continue;
      if (first === null || lane.head.value < first.at) first = { at: lane.head.value, lane };
    }
    if (first === null) return;
    yield { at: first.at, schedule: first.lane.name, scheduleIndex: first.lane.index };
    for (const lane of lanes) {
      if (lane.head.done !== true && lane.head.value === first.at) lane.head = lane.instants.next();
    }
  }
}

/** Each slot is a multiple of the interval and asks nothing of the slot before: no drift can add up. */
function* spacedInstants(
  schedule: WindowSchedule,
  place: Place,
  fromMs: number,
): Generator<number, undefined> {
  const intervalMs = schedule.intervalSeconds * 1000;
  if (!Number.isInteger(intervalMs) || intervalMs <= 0) {
    throw new RangeError(`Not an interval: ${schedule.intervalSeconds} s`);
  }
  // Windows of one schedule may overlap (a long one each day): each goes on where the last ended.
  let from = fromMs;
  for (const window of windowsFrom(schedule, place, fromMs)) {
    let at = Math.ceil(Math.max(window.startsAt, from) / intervalMs) * intervalMs;
    for (; at < window.endsAt; at += intervalMs) yield at;
    from = Math.max(from, window.endsAt);
  }
}

function byPriority(
  schedules: readonly Schedule[],
): { readonly schedule: Schedule; readonly index: number }[] {
  return schedules
    .map((schedule, index) => ({ schedule, index }))
    .filter(({ schedule }) => schedule.enabled !== false)
    .sort((a, b) => (b.schedule.priority ?? 0) - (a.schedule.priority ?? 0) || a.index - b.index);
}
