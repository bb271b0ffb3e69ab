import 'reflect-metadata';
import { setFlagsFromString } from 'node:v8';
import { parseArgs } from 'node:util';
import { runInNewContext } from 'node:vm';
import { runCameraFaults } from './camera-faults.ts';

/**
 * `npm run camera-faults -- --minutes 60 --seed 1 [--keep-open]`: a camera with every fault that is
 * known, at one frame in two seconds. Ends with 1 where a slot is neither captured nor explained.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    'keep-open': { type: 'boolean', default: false },
  },
});
// Measured is what cannot be freed, not what has not been yet.
setFlagsFromString('--expose-gc');
globalThis.gc = runInNewContext('gc') as typeof globalThis.gc;

let told = 0;
const result = await runCameraFaults({
  seconds: Number(values.minutes) * 60,
  seed: Number(values.seed),
  keepOpen: values['keep-open'] ? 'always' : 'never',
  onProgress: (line) => {
    told += 1;
    if (told % 12 === 0) process.stdout.write(`${line}\n`);
  },
});
const shown = {
  ...result,
  missed: Object.fromEntries(result.missed),
  done: Object.fromEntries(result.done),
};
process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
const isWell =
  result.unexplained.length === 0 && result.doubled.length === 0 && result.leftBehind === 0;
process.exit(isWell ? 0 : 1);
