import { Simulation } from '../../libs/raft/testing/sim/simulation.ts';
import { answerRequests } from '../harness/node-child.ts';
import { SimulatedCluster } from './simulated.ts';

const settleMs = 30_000;
const stormMinutes = 2;

export interface SpeedResult {
  readonly simulatedSeconds: number;
  readonly processorSeconds: number;
  readonly wallSeconds: number;
}

answerRequests({
  /** Fsyncs of three nodes, without any work, after they have found a leader. */
  idleFsyncs: async ({ hours, seed }: { hours: number; seed: number }): Promise<number> => {
    const cluster = new SimulatedCluster(seed, {
      dropPermille: 0,
      duplicatePermille: 0,
      delayMsMean: 2.5,
      isReordering: true,
    });
    await settle(cluster);
    const before = cluster.syncs;
    await cluster.runUntil(settleMs + hours * 3_600_000);
    return cluster.syncs - before;
  },

  /** Terms that were begun although every node was well all the time. */
  leaderChanges: async ({ hours, seed }: { hours: number; seed: number }): Promise<number> => {
    const cluster = new SimulatedCluster(seed, {
      dropPermille: 100,
      duplicatePermille: 0,
      delayMsMean: 100,
      isReordering: true,
    });
    await settle(cluster);
    const before = cluster.term;
    await cluster.runUntil(settleMs + hours * 3_600_000);
    return cluster.term - before;
  },

  /** Runs seeds, with every check on, until those with three nodes have taken `seconds`. */
  speed: async ({
    seconds,
    firstSeed,
  }: {
    seconds: number;
    firstSeed: number;
  }): Promise<SpeedResult> => {
    const startedAt = performance.now();
    let [simulatedMs, usedMicroseconds] = [0, 0];
    for (let seed = firstSeed; usedMicroseconds < seconds * 1e6; seed += 1) {
      const before = process.cpuUsage();
      const options = { seed, minutes: stormMinutes };
      const { nodes, simulatedMs: tookMs } = await new Simulation(options).run();
      const { user, system } = process.cpuUsage(before);
      if (nodes !== 3) continue;
      simulatedMs += tookMs;
      usedMicroseconds += user + system;
    }
    return {
      simulatedSeconds: simulatedMs / 1000,
      processorSeconds: usedMicroseconds / 1e6,
      wallSeconds: (performance.now() - startedAt) / 1000,
    };
  },
});

async function settle(cluster: SimulatedCluster): Promise<void> {
  await cluster.runUntil(settleMs);
  if (!cluster.hasLeader) throw new Error('The simulated nodes found no leader.');
}
