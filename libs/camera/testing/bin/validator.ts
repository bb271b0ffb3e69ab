/**
 * `npm run validator [-- --cameras 20] [--from 0] [--photographs FOLDER]`: what the validator makes of simulated
 * cameras whose seeds begin with "held-out-", which nothing was trained or tuned on, and of photographs.
 */
import { parseArgs } from 'node:util';
import { breakages } from '../broken-frames.ts';
import { Confusion } from '../confusion.ts';
import { judgeCamera, judgePhotograph } from '../judge-scenes.ts';
import { dirts } from '../lens-dirt.ts';
import { photographsIn } from '../real-photographs.ts';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '0' },
    cameras: { type: 'string', default: '20' },
    photographs: { type: 'string' },
  },
});
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const lens = ['clear', ...dirts];
const all = [...lens, ...breakages];
const isFound = (answer: string): boolean => answer !== 'clear' && answer !== 'unknown';
let isMet = true;

const cameras = Number(values.cameras);
if (cameras > 0) {
  const simulated = new Confusion();
  const first = Number(values.from);
  for (let camera = first; camera < first + cameras; camera += 1) {
    await judgeCamera(`held-out-${camera}`, 900_000 + camera, simulated);
    process.stderr.write(`camera ${camera - first + 1} of ${cameras}\n`);
  }
  print(`\n${cameras} simulated cameras, seeds held out:\n\n${simulated.table(all, all)}`);
  isMet &&= all.every((truth) => simulated.share(truth, (answer) => answer === truth) >= 0.98);
  print(isMet ? '\n98 % or more of each class.' : '\nNOT 98 % of each class.');
}
if (values.photographs) {
  const real = new Confusion();
  const files = await photographsIn(values.photographs);
  for (const [number, file] of files.entries()) {
    await judgePhotograph(file, 700_000 + number, real);
    process.stderr.write(`photograph ${number + 1} of ${files.length}\n`);
  }
  print(`\n${files.length} photographs:\n\n${real.table(lens, all)}`);
  const alarms = real.share('clear', isFound);
  print(`\nFalse alarms ${(alarms * 100).toFixed(1)} %; faults found, whatever they were called:`);
  for (const dirt of dirts) print(`- ${dirt}: ${(real.share(dirt, isFound) * 100).toFixed(1)} %`);
  isMet &&= alarms <= 0.02;
}
process.exitCode = isMet ? 0 : 1;
