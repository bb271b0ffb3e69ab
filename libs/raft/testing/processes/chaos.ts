import { setTimeout as sleep } from 'node:timers/promises';
import { prng } from '../../src/core/prng.ts';
import { Cluster, type ClusterOptions } from './cluster.ts';
import { drawFaults, type FaultKind, possibleFaults, type Scene, strike } from './faults.ts';
import { nowMs } from './history.ts';
import { Load } from './load.ts';
import { eventually } from './member.ts';
import { Probe } from './probe.ts';
import type { NodeState } from './protocol.ts';
import { judgeAll, type Verdict } from './verdict.ts';

export interface ChaosOptions extends ClusterOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly pauseMs: number;
  readonly cutMs: number;
  /** A round whose cluster does not write again within this fails. */
  readonly patienceMs: number;
  readonly onRound: (round: Round) => void;
}

export interface Round {
  readonly round: number;
  readonly nodes: number;
  readonly fault: FaultKind;
  readonly what: string;
  /** From the fault to the first write that was begun after it and acknowledged. */
  readonly firstWriteMs: number;
  /** From the end of the fault until all nodes were well. */
  readonly wellAgainMs: number;
}

/** Strikes again and again while clients write and read, and judges all they saw. */
export async function runChaos(options: ChaosOptions): Promise<Verdict> {
  const { seed, patienceMs, folder, undo } = options;
  const cluster = await Cluster.start(options);
  await cluster.healthy(patienceMs);
  const load = new Load({ sockets: cluster.sockets, seed, folder, undo });
  try {
    await playRounds(options, cluster, load);
    await load.end();
    await cluster.healthy(patienceMs);
    const states = await finalStates(cluster, patienceMs);
    return judgeAll(load, states, nowMs());
  } catch (error) {
    // What clients saw until then tells most of why.
    load.complaints.push(`It broke off: ${error instanceof Error ? error.message : String(error)}`);
    return judgeAll(load, [], nowMs());
  } finally {
    await load.kill();
    for (const member of cluster.members) {
      await member.kill();
      member.close();
    }
  }
}

async function playRounds(options: ChaosOptions, cluster: Cluster, load: Load): Promise<void> {
  const { rounds, seed, size: nodes, patienceMs, pauseMs, cutMs, onRound } = options;
  const rng = prng(seed);
  const scene: Scene = { cluster, rng, pauseMs, cutMs, patienceMs };
  const probe = new Probe(cluster.sockets);
  const faults = drawFaults(rng, possibleFaults(cluster));
  for (let round = 1; round <= rounds; round += 1) {
    const fault = faults.next().value;
    await sleep(1000 + rng.below(1000));
    onRound({ round, nodes, fault, ...(await playRound(fault, scene, probe)) });
    if (load.misfortune !== null) throw new Error(load.misfortune);
  }
  await sleep(1000);
  probe.close();
}

async function playRound(
  fault: FaultKind,
  scene: Scene,
  probe: Probe,
): Promise<Pick<Round, 'what' | 'firstWriteMs' | 'wellAgainMs'>> {
  const { cluster, patienceMs } = scene;
  const { what, forMs, heal } = await strike(fault, scene);
  const healed = async (): Promise<number> => {
    await sleep(forMs);
    await heal();
    return nowMs();
  };
  const [firstWriteMs, healedAtMs] = await Promise.all([
    probe.firstWrite(patienceMs + forMs),
    healed(),
  ]);
  await cluster.healthy(patienceMs);
  const wellAgainMs = nowMs() - healedAtMs;
  await probe.firstWrite(patienceMs);
  return { what, firstWriteMs, wellAgainMs };
}

/** As soon as they are equal, or as they are when patience is at its end. */
async function finalStates(
  { members }: Cluster,
  patienceMs: number,
): Promise<{ readonly id: number; readonly state: NodeState }[]> {
  const endMs = performance.now() + patienceMs / 2;
  return eventually(
    'the states of all nodes',
    async () => {
      const states: { readonly id: number; readonly state: NodeState }[] = [];
      for (const member of members) {
        const state = await member.state();
        if (state) states.push({ id: member.id, state });
      }
      const areEqual = new Set(states.map(({ state }) => state.digest)).size === 1;
      const isOver = areEqual || performance.now() > endMs;
      return states.length === members.length && isOver ? states : null;
    },
    patienceMs,
  );
}
