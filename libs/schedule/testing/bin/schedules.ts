import { places } from '../places.ts';
import { clockSchedules, solarSchedules } from '../schedules.ts';
import { checkSpan } from '../year.ts';

/**
 * `npm run schedules [-- FIRST [COUNT [YEAR]]]`: a year of every kind of schedule at each of a hundred
 * places, held against naive observers. Exits with 1 where a slot is missed, extra, doubled or adrift.
 */
const [first = 0, count = 100, year = 2028] = process.argv.slice(2).map(Number);
const span = { fromMs: Date.UTC(year, 0, 1), toMs: Date.UTC(year + 1, 0, 1) };
const totals = { slots: 0, solarSlots: 0, undecided: 0, worstAltitudeDeg: 0, slowestS: 0 };
let isRight = true;
for (const place of places().slice(first, first + count)) {
  const before = process.cpuUsage();
  const report = checkSpan(place, span, { clock: clockSchedules, solar: solarSchedules });
  // Processor time: what else the machine does is not the schedules' affair.
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  totals.slots += report.slots;
  totals.solarSlots += report.solarSlots;
  totals.undecided += report.undecided;
  totals.worstAltitudeDeg = Math.max(totals.worstAltitudeDeg, report.worstAltitudeDeg);
  totals.slowestS = Math.max(totals.slowestS, seconds);
  const { timeZone, latitude, longitude } = place;
  console.log(
    `${timeZone} ${latitude} ${longitude}: ${report.slots} slots, ${report.undecided} undecided, ` +
      `sun within ${report.worstAltitudeDeg.toFixed(3)}°, ${seconds.toFixed(1)} s`,
  );
  for (const problem of report.problems) console.log(`  WRONG ${problem}`);
  if (report.problems.length > 0 || seconds > 60) isRight = false;
}
console.log(JSON.stringify(totals));
process.exitCode = isRight ? 0 : 1;
