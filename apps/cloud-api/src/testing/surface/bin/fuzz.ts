import 'reflect-metadata';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { startTestApp } from '../../app.ts';
import { fillOrganisation } from '../../filled-organisation.ts';
import { describeSurface } from '../documented-operations.ts';
import { fuzzOperation } from '../fuzz/fuzz-operation.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

/**
 * Sends odd requests to every operation and says what broke:
 *
 *     npm run fuzz:api -- --runs 500 --seed 7 --operation sites.create
 *
 * `--runs` is per operation; the seed is printed, and sends the same requests again.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '200' },
      seed: { type: 'string', default: String(randomInt(2 ** 31)) },
      operation: { type: 'string' },
    },
  });
  const options = { runs: Number(values.runs), seed: Number(values.seed) };
  const cloud = await startTestApp();
  let broken = 0;
  try {
    const surface = await describeSurface(cloud);
    const organisation = await fillOrganisation(cloud, 'heron');
    const wanted = surface.operations.filter(
      ({ operation }) => values.operation === undefined || operation === values.operation,
    );
    say(`${wanted.length} operations, ${options.runs} requests each, seed ${options.seed}`);
    for (const described of wanted) {
      const outcome = await fuzzOperation(cloud, surface, organisation, described, options);
      const counts = [...outcome.statuses].sort(([a], [b]) => a - b);
      say(
        `${described.operation}: ${counts.map(([status, count]) => `${status}×${count}`).join(' ')}`,
      );
      for (const fault of outcome.faults.slice(0, 5)) say(`  ${fault}`);
      broken += outcome.faults.length;
    }
  } finally {
    await cloud.close();
  }
  say(broken === 0 ? 'Nothing broke.' : `${broken} requests broke something.`);
  return broken === 0 ? 0 : 1;
}

process.exit(await main());
