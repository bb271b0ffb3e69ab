import { slotsBetween, sunAt, type Place, type Schedule } from '../src/index.ts';
import { sunRuleOf, type SunRule } from './sun-rules.ts';
import { SunWalk } from './sun-walk.ts';
import { slotsByWatching, wallMinutes } from './wall-walk.ts';

export interface YearReport {
  readonly slots: number;
  /** Slots of schedules that hang on the sun; of them, those whose place two almanacs may see differently. */
  readonly solarSlots: number;
  readonly undecided: number;
  /** The farthest that the sun stands from where the other almanac has it, at any solar slot. */
  readonly worstAltitudeDeg: number;
  /** Sentences; none where all is as it must be. */
  readonly problems: readonly string[];
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const dayMs = 86_400_000;
/** So far may two almanacs be apart about where the sun stands… */
const altitudeToleranceDeg = 0.2;
/** …and about when it passes a height: a slot nearer to an edge than this is undecided. */
const toleranceDeg = 0.05;
const toleranceMs = 10_000;
/** Steps in between, since where the sun grazes a height its passing moves by minutes with the least of them. */
const shiftsDeg = [
  ...Array.from({ length: 21 }, (_, n) => ((n - 10) / 10) * toleranceDeg),
  ...Array.from({ length: 81 }, (_, n) => (n - 40) * 0.000_25),
];
/** What suncalc adds to everything below the horizon. */
const liftDeg = 0.484;

/** Holds all slots of a stretch against what naive and independent observers say. */
export function checkSpan(
  place: Place,
  span: Span,
  { clock, solar }: { clock: readonly Schedule[]; solar: readonly Schedule[] },
): YearReport {
  const problems: string[] = [];
  const { fromMs, toMs } = span;
  const wall = wallMinutes(place, fromMs - 3 * dayMs, toMs + dayMs);
  let slots = 0;
  for (const schedule of clock) {
    const mine = slotsOf(schedule, place, span);
    slots += mine.length;
    const seen = slotsByWatching(schedule, wall).filter((at) => at >= fromMs && at < toMs);
    problems.push(...differences(schedule, mine, seen), ...disorder(schedule, mine));
  }
  const sun = new SunWalk(place, fromMs - 3 * dayMs, toMs + 3 * dayMs);
  const checked = new Set<number>();
  let undecided = 0;
  let solarSlots = 0;
  for (const schedule of solar) {
    const mine = slotsOf(schedule, place, span);
    solarSlots += mine.length;
    for (const at of mine) checked.add(at);
    problems.push(...disorder(schedule, mine));
    const verdict = judge(schedule, mine, sunRuleOf(schedule, sun), span);
    problems.push(...verdict.problems);
    undecided += verdict.undecided;
  }
  const worstAltitudeDeg = farthest(place, sun, checked);
  if (worstAltitudeDeg > altitudeToleranceDeg)
    problems.push(`The sun is ${worstAltitudeDeg}° off.`);
  return { slots: slots + solarSlots, solarSlots, undecided, worstAltitudeDeg, problems };
}

function slotsOf(schedule: Schedule, place: Place, { fromMs, toMs }: Span): number[] {
  return slotsBetween([schedule], place, fromMs, toMs, Infinity).map(({ at }) => at);
}

/** None twice, none out of order, and each on the grid however many came before. */
function disorder(schedule: Schedule, slots: readonly number[]): string[] {
  const gridMs = schedule.type === 'cron' ? 60_000 : schedule.intervalSeconds * 1000;
  const wrong = slots.filter((at, n) => at % gridMs !== 0 || at <= (slots[n - 1] ?? -Infinity));
  return wrong
    .slice(0, 3)
    .map((at) => `${schedule.name}: ${say(at)} is doubled, out of turn or off the grid.`);
}

function differences(
  schedule: Schedule,
  mine: readonly number[],
  seen: readonly number[],
): string[] {
  const [ours, theirs] = [new Set(mine), new Set(seen)];
  return [
    ...seen.filter((at) => !ours.has(at)).map((at) => `${schedule.name}: ${say(at)} is missed.`),
    ...mine.filter((at) => !theirs.has(at)).map((at) => `${schedule.name}: ${say(at)} is extra.`),
  ].slice(0, 3);
}

/** Every instant of the grid: where all tolerances agree on it, the schedule must agree too. */
function judge(schedule: Schedule, mine: readonly number[], rule: SunRule, { fromMs, toMs }: Span) {
  const ours = new Set(mine);
  const gridMs = schedule.type === 'cron' ? 60_000 : schedule.intervalSeconds * 1000;
  const problems: string[] = [];
  let undecided = 0;
  for (let at = Math.ceil(fromMs / gridMs) * gridMs; at < toMs; at += gridMs) {
    const isMine = ours.has(at);
    const isWanted = rule(at, toleranceDeg);
    // Most instants are far from any edge, and one look at each side says so.
    if (isWanted === isMine && rule(at, -toleranceDeg) === isMine) continue;
    const votes = [-1, 0, 1].flatMap((sign) =>
      shiftsDeg.map((shiftDeg) => rule(at + sign * toleranceMs, shiftDeg)),
    );
    if (votes.some((vote) => vote === isMine)) undecided += 1;
    else problems.push(`${schedule.name}: ${say(at)} is ${isMine ? 'extra' : 'missed'}.`);
  }
  return { problems: problems.slice(0, 3), undecided };
}

function farthest(place: Place, sun: SunWalk, slots: Iterable<number>): number {
  let worst = 0;
  for (const at of slots) {
    const { trueDeg, apparentDeg } = sun.look(at);
    // Above the horizon as it is seen; below it no two almanacs agree on the air, so without it.
    const otherDeg = trueDeg < 0 ? trueDeg + liftDeg : apparentDeg;
    worst = Math.max(worst, Math.abs(sunAt(place, at).altitudeDeg - otherDeg));
  }
  return worst;
}

function say(ms: number): string {
  return new Date(ms).toISOString();
}
