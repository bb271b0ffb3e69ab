/**
 * `npm run validator [-- --cameras 20] [--from 20] [--photographs held-out|tuning|none] [--root /]`: what
 * the validator makes of simulated cameras whose seeds begin with "held-out-", which nothing was trained
 * or tuned on, and of the photographs of Debian packages that are installed, or unpacked below `--root`.
 */
import { parseArgs } from 'node:util';
import { breakages } from '../broken-frames.ts';
import { Confusion } from '../confusion.ts';
import { judgeCamera, judgePhotograph } from '../judge-scenes.ts';
import { dirts } from '../lens-dirt.ts';
import { photographPackages, photographsOf } from '../photograph-packages.ts';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '20' },
    cameras: { type: 'string', default: '20' },
    photographs: { type: 'string', default: 'held-out' },
    root: { type: 'string', default: '/' },
    wanted: { type: 'string', default: '0.98' },
  },
});
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const lens = ['clear', ...dirts];
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
  print(`\n${cameras} simulated cameras, seeds held out:\n\n${table.table(all, all)}`);
  const short = all.filter((truth) => table.share(truth, (answer) => answer === truth) < wanted);
  print(
    short.length === 0
      ? `\n${wantedPercent} or more of each.`
      : `\nLess than ${wantedPercent} of: ${short.join(', ')}.`,
  );
  return short.length === 0;
}

async function judgePhotographs(use: string, root: string): Promise<boolean> {
  const files: string[] = [];
  for (const known of photographPackages.filter((one) => one.use === use)) {
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
  print(`\n${files.length} photographs (${use}):\n\n${table.table(lens, all)}`);
  const alarms = table.share('clear', isFound);
  print(`\nFalse alarms ${(alarms * 100).toFixed(1)} %; faults found, whatever they were called:`);
  for (const dirt of dirts) print(`- ${dirt}: ${(table.share(dirt, isFound) * 100).toFixed(1)} %`);
  return alarms <= 1 - wanted;
}

const cameras = Number(values.cameras);
const met = [
  cameras > 0 ? await judgeSimulated(cameras, Number(values.from)) : true,
  values.photographs === 'none' || (await judgePhotographs(values.photographs, values.root)),
];
process.exitCode = met.every(Boolean) ? 0 : 1;
