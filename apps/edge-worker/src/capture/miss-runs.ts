import type { Miss } from './capture-failure.ts';

/** Slots without a frame: the first, the last, and how many they are. */
export interface MissedSlots {
  readonly slotAt: number;
  readonly until: number;
  readonly slots: number;
}

export type MissRun = MissedSlots & Miss;

const hourMs = 3_600_000;
/** What goes on being missed for the same reason is told of so often. */
const tellEveryMs = 60_000;

/**
 * Makes few reports of many misses. From one frame to the next, the first miss for each reason is told
 * at once and those after it together, each minute and when a frame comes; no report spans two hours.
 */
export class MissRuns {
  private readonly pending = new Map<Miss['reason'], MissRun & { readonly since: number }>();
  private readonly told = new Set<Miss['reason']>();

  /** What is to be told now. */
  add(missed: MissedSlots, miss: Miss, nowMs: number): MissRun[] {
    const runs: MissRun[] = [];
    if (!this.told.has(miss.reason)) {
      this.told.add(miss.reason);
      runs.push({ ...missed, ...miss });
    } else {
      const known = this.pending.get(miss.reason);
      const isSameHour = known && hourOf(known.slotAt) === hourOf(missed.slotAt);
      if (known && !isSameHour) runs.push(runOf(known));
      const { detail, slotAt, slots, since } = isSameHour
        ? known
        : { ...missed, ...miss, slots: 0, since: nowMs };
      this.pending.set(miss.reason, {
        reason: miss.reason,
        detail,
        slotAt,
        until: missed.until,
        slots: slots + missed.slots,
        since,
      });
    }
    for (const [reason, run] of this.pending) {
      if (Math.abs(nowMs - run.since) < tellEveryMs) continue;
      this.pending.delete(reason);
      runs.push(runOf(run));
    }
    return runs;
  }

  /** There is a frame again, or an end: everything that was not told yet. */
  end(): MissRun[] {
    const runs = [...this.pending.values()].map(runOf);
    this.pending.clear();
    this.told.clear();
    return runs;
  }
}

function runOf({ reason, detail, slotAt, until, slots }: MissRun): MissRun {
  return { reason, detail, slotAt, until, slots };
}

function hourOf(ms: number): number {
  return Math.floor(ms / hourMs);
}
