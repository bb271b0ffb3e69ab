import { exploreWal } from '../explorer/wal-explorer.ts';
import type { Say } from './seeds.ts';

const OPERATIONS = 200;
const SEED = 1;

/** Exhaustive: every moment of the load and of the start after it, every subset of up to four unsynced sectors and names. */
export async function runExplorer(say: Say): Promise<boolean> {
  const startedAt = performance.now();
  let saidAt = startedAt;
  const explored = await exploreWal({
    seed: SEED,
    operations: OPERATIONS,
    isTwice: true,
    progress: ({ points, images }) => {
      if (performance.now() - saidAt < 2000) return;
      saidAt = performance.now();
      say(`${points} moments, ${images} disks read back`);
    },
  });
  const tookS = (performance.now() - startedAt) / 1000;
  say(
    `${OPERATIONS} operations, ${explored.points} moments of a power cut, ${explored.images} disks ` +
      `read back in ${tookS.toFixed(0)} s: nothing lost`,
  );
  return true;
}
