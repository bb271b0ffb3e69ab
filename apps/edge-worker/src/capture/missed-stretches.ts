import type { Place } from '@eyrie/contracts';
import { nextSlot, slotsBetween, type Schedule } from '@eyrie/schedule';
import type { MissedSlots } from './miss-runs.ts';

const hourMs = 3_600_000;
/** What lies farther back than this is told of in one piece, and counted up to a bound. */
const inHoursMs = 31 * 24 * hourMs;
const countMax = 100_000;

/** The slots in [fromMs, toMs) as stretches, none across an hour of UTC; hours without slots have none. */
export function* missedStretches(
  schedules: readonly Schedule[],
  place: Place,
  fromMs: number,
  toMs: number,
): Generator<MissedSlots> {
  let from = fromMs;
  if (toMs - inHoursMs > fromMs) {
    from = Math.ceil((toMs - inHoursMs) / hourMs) * hourMs;
    const slots = slotsBetween(schedules, place, fromMs, from, countMax);
    const [first, last] = [slots[0], slots.at(-1)];
    if (first && last) yield { slotAt: first.at, until: last.at, slots: slots.length };
  }
  for (;;) {
    // From slot to slot, and not hour by hour: in a polar night the next one is weeks away.
    const next = nextSlot(schedules, place, from - 1);
    if (!next || next.at >= toMs) return;
    const end = Math.min(toMs, (Math.floor(next.at / hourMs) + 1) * hourMs);
    const slots = slotsBetween(schedules, place, next.at, end, Infinity);
    yield { slotAt: next.at, until: slots.at(-1)?.at ?? next.at, slots: slots.length };
    from = end;
  }
}
