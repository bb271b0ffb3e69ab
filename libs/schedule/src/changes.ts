import { DateTime } from 'luxon';
import { windowsFrom } from './capture-windows.ts';
import type { Place } from './place.ts';
import type { Schedule, WindowSchedule } from './schedule.ts';
import { offsetChange } from './wall-clock.ts';

/** Something about the capture that is otherwise from an instant on. */
export type ScheduleChange =
  | {
      readonly at: number;
      readonly change: 'opens' | 'closes';
      readonly schedule: string;
      readonly scheduleIndex: number;
    }
  /** The clocks at the place are set forward (positive) or back. */
  | { readonly at: number; readonly change: 'clocks'; readonly shiftMinutes: number };

const HOUR_MS = 3_600_000;
/** Zones do not change twice within so long. */
const zoneStepMs = 24 * HOUR_MS;

/**
 * What changes in [fromMs, toMs): windows that open and close, and clocks that are set; in order, at most
 * `limit`. Windows of one schedule that touch are one. Cron schedules have no windows.
 */
export function changesBetween(
  schedules: readonly Schedule[],
  place: Place,
  fromMs: number,
  toMs: number,
  limit: number,
): ScheduleChange[] {
  const changes: ScheduleChange[] = clockChanges(place, fromMs, toMs);
  for (const [scheduleIndex, schedule] of schedules.entries()) {
    if (schedule.enabled === false || schedule.type === 'cron') continue;
    const edges = edgesBetween(schedule, place, fromMs, toMs, limit);
    for (const { at, change } of edges) {
      changes.push({ at, change, schedule: schedule.name, scheduleIndex });
    }
  }
  return changes.sort((a, b) => a.at - b.at).slice(0, limit);
}

function edgesBetween(
  schedule: WindowSchedule,
  place: Place,
  fromMs: number,
  toMs: number,
  limit: number,
): { at: number; change: 'opens' | 'closes' }[] {
  const edges: { at: number; change: 'opens' | 'closes' }[] = [];
  const isInside = (at: number) => at >= fromMs && at < toMs;
  let openUntil: number | null = null;
  for (const { startsAt, endsAt } of windowsFrom(schedule, place, fromMs - 1)) {
    if (openUntil !== null && startsAt > openUntil && isInside(openUntil)) {
      edges.push({ at: openUntil, change: 'closes' });
    }
    const isGoingOn = openUntil !== null && startsAt <= openUntil;
    if (!isGoingOn && isInside(startsAt)) edges.push({ at: startsAt, change: 'opens' });
    openUntil = Math.max(openUntil ?? -Infinity, endsAt);
    if (openUntil >= toMs || edges.length >= limit) break;
  }
  if (openUntil !== null && isInside(openUntil) && edges.at(-1)?.at !== openUntil) {
    edges.push({ at: openUntil, change: 'closes' });
  }
  return edges;
}

function clockChanges({ timeZone }: Place, fromMs: number, toMs: number): ScheduleChange[] {
  const offsetAt = (ms: number) => DateTime.fromMillis(ms, { zone: timeZone }).offset;
  const changes: ScheduleChange[] = [];
  // An instant before the first, so that a change at that very instant is one.
  for (let low = fromMs - 1; low < toMs - 1; low += zoneStepMs) {
    const high = Math.min(low + zoneStepMs, toMs - 1);
    const shiftMinutes = offsetAt(high) - offsetAt(low);
    if (shiftMinutes === 0) continue;
    changes.push({ at: offsetChange(offsetAt, low, high), change: 'clocks', shiftMinutes });
  }
  return changes;
}
