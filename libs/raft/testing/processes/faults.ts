import { setTimeout as sleep } from 'node:timers/promises';
import type { Prng } from '../../src/core/prng.ts';
import type { Cluster } from './cluster.ts';
import { eventually, type Member } from './member.ts';
import type { SmallDisk } from './small-disk.ts';

export interface Scene {
  readonly cluster: Cluster;
  readonly rng: Prng;
  /** How long a paused process stands still. */
  readonly pauseMs: number;
  /** How long a network is cut, or a disk full. */
  readonly cutMs: number;
  readonly patienceMs: number;
}

/** What was done, and what ends it. */
export interface Strike {
  readonly what: string;
  readonly forMs: number;
  readonly heal: () => Promise<void> | void;
}

export const FAULT_KINDS = [
  'leader-killed',
  'leader-paused',
  'leader-cut-off',
  'leader-deaf',
  'leader-mute',
  'minority-apart',
  'disk-full',
  'killed-while-catching-up',
  'all-killed',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

const NEEDS_NAMESPACES: readonly FaultKind[] = [
  'leader-cut-off',
  'leader-deaf',
  'leader-mute',
  'minority-apart',
  'disk-full',
];

export function possibleFaults(cluster: Cluster): readonly FaultKind[] {
  return FAULT_KINDS.filter((kind) => cluster.network.canCut || !NEEDS_NAMESPACES.includes(kind));
}

/** The kinds in a random order, each once before any comes again. */
export function* drawFaults(rng: Prng, kinds: readonly FaultKind[]): Generator<FaultKind, never> {
  for (;;) {
    const left = [...kinds];
    while (left.length > 0) yield* left.splice(rng.below(left.length), 1);
  }
}

export async function strike(kind: FaultKind, scene: Scene): Promise<Strike> {
  const { cluster, rng, pauseMs, cutMs, patienceMs } = scene;
  const leader = await cluster.leader(patienceMs);
  const what = `node ${leader.id}`;
  const { network } = cluster;
  const heal = (): void => network.heal();
  switch (kind) {
    case 'leader-killed':
      await leader.kill();
      return { what, forMs: 1000 + rng.below(2000), heal: () => leader.start() };
    case 'leader-paused':
      leader.pause();
      return { what, forMs: pauseMs, heal: () => leader.resume() };
    case 'leader-cut-off':
      network.cutIn(leader.id);
      network.cutOut(leader.id);
      return { what, forMs: cutMs, heal };
    case 'leader-deaf':
      network.cutIn(leader.id);
      return { what, forMs: cutMs, heal };
    case 'leader-mute':
      network.cutOut(leader.id);
      return { what, forMs: cutMs, heal };
    case 'minority-apart': {
      const apart = minorityOf(cluster, rng);
      network.part(apart);
      return { what: `nodes ${apart.join(', ')}`, forMs: cutMs, heal };
    }
    case 'disk-full':
      return fillDisk(scene, leader);
    case 'killed-while-catching-up':
      return killWhileCatchingUp(scene, leader);
    case 'all-killed':
      await Promise.all(cluster.members.map((member) => member.kill()));
      return { what: 'all nodes', forMs: rng.below(1000), heal: () => startAll(cluster) };
  }
}

function minorityOf({ members }: Cluster, rng: Prng): number[] {
  const left = members.map(({ id }) => id);
  const size = 1 + rng.below(Math.floor((left.length - 1) / 2));
  const apart = Array.from({ length: size }, () => left.splice(rng.below(left.length), 1)).flat();
  return apart.sort((one, other) => one - other);
}

async function startAll({ members }: Cluster): Promise<void> {
  await Promise.all(members.map((member) => member.start()));
}

/** Of the leader, as often as not: then it has to hand over. */
async function fillDisk({ cluster, rng, cutMs }: Scene, leader: Member): Promise<Strike> {
  const { of, disk } = smallDiskOf(cluster);
  const leads = of === leader || (rng.below(2) === 0 && (await leader.transfer(of.id)));
  const what = `node ${of.id}, ${leads ? 'leading' : 'following'}`;
  disk.fill();
  return { what, forMs: cutMs, heal: () => disk.free() };
}

function smallDiskOf({ smallDisk }: Cluster): { readonly of: Member; readonly disk: SmallDisk } {
  if (!smallDisk) throw new Error('No disk can be filled here.');
  return smallDisk;
}

/** It is down until its leader has forgotten what it lacks, and goes down again in the middle. */
async function killWhileCatchingUp(scene: Scene, leader: Member): Promise<Strike> {
  const { cluster, rng, patienceMs } = scene;
  const others = cluster.members.filter((member) => member !== leader);
  const follower = others[rng.below(others.length)] ?? leader;
  await follower.kill();
  const taken = async (): Promise<number> =>
    (await leader.view())?.snapshots.snapshotsTakenTotal ?? 0;
  const before = await taken();
  await eventually(
    'two snapshots',
    async () => ((await taken()) >= before + 2 ? true : null),
    patienceMs,
  );
  await follower.start();
  const written = await eventually(
    'a snapshot on its way',
    async () => {
      const view = await leader.view();
      const sent = view?.sending.find(
        ({ to, writtenBytes }) => to === follower.id && writtenBytes > 0,
      );
      if (sent) return sent.writtenBytes;
      const isThere = (await follower.view())?.snapshots.snapshotsRestoredTotal === 1;
      return isThere || view?.status.role !== 'leader' ? 0 : null;
    },
    patienceMs,
  );
  await follower.kill();
  const what = `node ${follower.id}, at ${Math.round(written / 1024)} KiB`;
  await sleep(rng.below(500));
  return { what, forMs: 0, heal: () => follower.start() };
}
