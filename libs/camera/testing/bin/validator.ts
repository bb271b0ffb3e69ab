/**
 * `npm run validator [-- --cameras 20] [--from 40] [--photographs held-out|tuning|PACKAGE|none] [--root /]
 * [--record]`:
 * what the validator makes of simulated cameras whose seeds begin with "held-out-", which nothing was trained
 * or tuned on, and of the photographs of Debian packages that are installed, or unpacked below `--root`.
 * `--record` writes the tables into docs/capture.md.
 */
import { parseArgs } from 'node:util';
import { breakages } from '../broken-frames.ts';
import { Confusion } from '../confusion.ts';
import { judgeCamera, judgePhotograph } from '../judge-scenes.ts';
import { dirts } from '../lens-dirt.ts';
import { photographPackages, photographsOf } from '../photograph-packages.ts';
import { recordTable } from '../record-table.ts';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '40' },
    cameras: { type: 'string', default: '20' },
    photographs: { type: 'string', default: 'held-out' },
    root: { type: 'string', default: '/' },
    wanted: { type: 'string', default: '0.98' },
    record: { type: 'boolean', default: false },
  },
});
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const lens: readonly string[] = ['clear', ...dirts];
const all = [...lens, ...breakages];
const isFound = (answer: string): boolean => answer !== 'clear' && answer !== 'unknown';
const wanted = Number(values.wanted);
const wantedPercent = `${Math.round(wanted * 100)} %`;

async function judgeSimulated(cameras: number, first: number): Promise<boolean> {
  const table = new Confusion();
  for (let camera = first; camera < first + cameras; camera += 1) {
    await judgeCamera(`held-out-${camera}`, 900_000 + camera, table);
    process.stderr.write(`camera ${camera - first + 1} of ${cameras}\n`);
  }
  const seeds = `"held-out-${first}" to "held-out-${first + cameras - 1}"`;
  const short = all.filter((truth) => table.share(truth, (answer) => answer === truth) < wanted);
  const summary =
    short.length === 0
      ? `${wantedPercent} or more of each.`
      : `Less than ${wantedPercent} of: ${short.join(', ')}.`;
  await tell(
    'validator, simulated',
    `${cameras} simulated cameras, seeds ${seeds}:\n\n${table.table(all, all)}\n\n${summary}`,
  );
  return short.length === 0;
}

async function judgePhotographs(use: string, root: string): Promise<boolean> {
  const files: string[] = [];
  for (const known of photographPackages.filter((one) => one.use === use || one.name === use)) {
    const found = await photographsOf(known, root);
    files.push(...(found ?? []));
    const { name, licences } = known;
    print(
      found
        ? `\n${name} (${licences}): ${found.length} photographs.`
        : `\n${name}: left out, it is not installed (apt-get install ${name}).`,
    );
  }
  if (files.length === 0) return true;
  const table = new Confusion();
  for (const [number, file] of files.entries()) {
    await judgePhotograph(file, 700_000 + number, table);
    process.stderr.write(`photograph ${number + 1} of ${files.length}\n`);
  }
  const isEnough = (dirt: string): boolean => table.share(dirt, isFound) >= wanted;
  const percent = (truth: string): string => `${(table.share(truth, isFound) * 100).toFixed(1)} %`;
  const found = dirts.map((dirt) => `${dirt} ${percent(dirt)}`).join(', ');
  const hasFewAlarms = table.share('clear', isFound) <= 1 - wanted;
  const occurs = (answer: string): boolean =>
    lens.some((truth) => table.share(truth, (one) => one === answer) > 0);
  const called = all.filter((answer) => lens.includes(answer) || occurs(answer));
  await tell(
    `validator, ${use} photographs`,
    `${files.length} photographs (${use}), three frames of each:\n\n${table.table(lens, called)}\n\n` +
      `False alarms: ${percent('clear')}. Faults found, whatever they were called: ${found}.`,
  );
  return hasFewAlarms && dirts.every(isEnough);
}

async function tell(name: string, text: string): Promise<void> {
  print(`\n${text}`);
  if (values.record) await recordTable(name, text);
}

const cameras = Number(values.cameras);
const met = [
  cameras > 0 ? await judgeSimulated(cameras, Number(values.from)) : true,
  values.photographs === 'none' || (await judgePhotographs(values.photographs, values.root)),
];
process.exitCode = met.every(Boolean) ? 0 : 1;
