import { Simulation } from '../../libs/raft/testing/sim/simulation.ts';
import { answerRequests } from '../harness/node-child.ts';
import { SimulatedCluster } from './simulated.ts';

const settleMs = 30_000;
const stormMs = 40_000;
/** After the storm each simulation runs on until all is calm. */
const healMs = 15_000;

export interface SpeedResult {
  readonly simulatedSeconds: number;
  readonly processorSeconds: number;
  readonly wallSeconds: number;
}

answerRequests({
  /** Fsyncs of three nodes, without any work, after they have found a leader. */
  idleFsyncs: ({ hours, seed }: { hours: number; seed: number }): number => {
    const cluster = new SimulatedCluster(seed, {
      dropPermille: 0,
      duplicatePermille: 0,
      delayMsMax: 5,
    });
    settle(cluster);
    const before = cluster.syncs;
    cluster.runUntil(settleMs + hours * 3_600_000);
    return cluster.syncs - before;
  },

  /** Terms that were begun although every node was well all the time. */
  leaderChanges: ({ hours, seed }: { hours: number; seed: number }): number => {
    const cluster = new SimulatedCluster(seed, {
      dropPermille: 100,
      duplicatePermille: 0,
      delayMsMax: 200,
    });
    settle(cluster);
    const before = cluster.term;
    cluster.runUntil(settleMs + hours * 3_600_000);
    return cluster.term - before;
  },

  /** Runs seeds, with every check on, until those with three nodes have taken `seconds`. */
  speed: ({ seconds, firstSeed }: { seconds: number; firstSeed: number }): SpeedResult => {
    const startedAt = performance.now();
    let [simulatedMs, usedMicroseconds] = [0, 0];
    for (let seed = firstSeed; usedMicroseconds < seconds * 1e6; seed += 1) {
      const before = process.cpuUsage();
      const { nodes } = new Simulation(seed).run(stormMs);
      const { user, system } = process.cpuUsage(before);
      if (nodes !== 3) continue;
      simulatedMs += stormMs + healMs;
      usedMicroseconds += user + system;
    }
    return {
      simulatedSeconds: simulatedMs / 1000,
      processorSeconds: usedMicroseconds / 1e6,
      wallSeconds: (performance.now() - startedAt) / 1000,
    };
  },
});

function settle(cluster: SimulatedCluster): void {
  cluster.runUntil(settleMs);
  if (!cluster.hasLeader) throw new Error('The simulated nodes found no leader.');
}
