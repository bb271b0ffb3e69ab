import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { TestSiteCa } from '@eyrie/identity/testing';
import type { NodeChild } from '../harness/node-child.ts';
import type { ProcessGroup } from '../harness/process-group.ts';
import { until } from '../harness/wait.ts';
import type { Cluster, Member } from './cluster.ts';
import type { NodeOptions, NodeView } from './eyrie-node.ts';
import { loopback, type Place } from './place.ts';

const coordinator = path.join(import.meta.dirname, '../../apps/edge-coordinator/package.json');
/** What a coordinator is run with: its nodes here are run with the same. */
const coordinatorArguments = (
  JSON.parse(readFileSync(coordinator, 'utf8')) as { eyrie: { nodeArguments: string[] } }
).eyrie.nodeArguments;

interface EyrieMember extends Member {
  child: NodeChild;
  readonly options: NodeOptions;
}

/** Three processes with libs/raft: on disk, over mutual TLS. */
export async function startEyrie(
  processes: ProcessGroup,
  folder: string,
  { fsyncDelayMs = 0, place: given = null as Place | null } = {},
): Promise<Cluster> {
  const ca = await TestSiteCa.create('bench');
  const ids = [1, 2, 3];
  const place = given ?? (await loopback(ids));
  const peers = Object.fromEntries(place.peers);
  const start = async (options: NodeOptions): Promise<NodeChild> => {
    const module = path.join(import.meta.dirname, 'eyrie-node.ts');
    const prefix = place.prefix(options.id);
    const child = processes.fork(module, { prefix, nodeArguments: coordinatorArguments });
    await child.ask('start', options);
    return child;
  };
  const members: EyrieMember[] = [];
  for (const id of ids) {
    const directory = path.join(folder, `node-${id}`);
    await mkdir(directory, { recursive: true });
    const identity = await ca.issue(`node-${id}`);
    const clients = place.clients.get(id) ?? { host: '127.0.0.1', port: 0 };
    const options = { id, directory, clients, peers, ...identity, fsyncDelayMs };
    const child = await start(options);
    members.push({ id, clients, options, child, process: child.process });
  }
  const leader = () =>
    until('a leader of the three nodes', async () => {
      const views = await Promise.all(members.map(({ child }) => child.ask<NodeView>('view')));
      const id = views[0]?.leaderId ?? null;
      const agreed = views.every((view) => view.leaderId === id);
      return (agreed && members.find((member) => member.id === id)) || null;
    });
  await leader();
  return {
    kind: 'eyrie',
    members,
    leader,
    cut: place.cut,
    restart: async ({ id }) => {
      const member = members.find((one) => one.id === id);
      if (!member) throw new RangeError(`There is no node ${id}.`);
      member.child = await start(member.options);
      member.process = member.child.process;
    },
  };
}
