import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { TestSiteCa } from '@eyrie/identity/testing';
import type { NodeChild } from '../harness/node-child.ts';
import type { ProcessGroup } from '../harness/process-group.ts';
import { freePorts, until } from '../harness/wait.ts';
import type { Cluster, Member } from './cluster.ts';
import type { NodeOptions, NodeView } from './eyrie-node.ts';

interface EyrieMember extends Member {
  child: NodeChild;
  readonly options: NodeOptions;
}

/** Three processes with libs/raft: on disk, over mutual TLS. */
export async function startEyrie(
  processes: ProcessGroup,
  folder: string,
  { fsyncDelayMs = 0 } = {},
): Promise<Cluster> {
  const ca = await TestSiteCa.create('bench');
  const ports = await freePorts(6);
  const ids = [1, 2, 3];
  const peerPorts = Object.fromEntries(ids.map((id, at) => [id, ports[at] ?? 0]));
  const start = async (options: NodeOptions): Promise<NodeChild> => {
    const child = processes.fork(path.join(import.meta.dirname, 'eyrie-node.ts'));
    await child.ask('start', options);
    return child;
  };
  const members: EyrieMember[] = [];
  for (const [at, id] of ids.entries()) {
    const directory = path.join(folder, `node-${id}`);
    await mkdir(directory, { recursive: true });
    const identity = await ca.issue(`node-${id}`);
    const clientPort = ports[at + 3] ?? 0;
    const options = { id, directory, clientPort, peerPorts, ...identity, fsyncDelayMs };
    const child = await start(options);
    members.push({ id, clientPort, options, child, process: child.process });
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
    restart: async ({ id }) => {
      const member = members.find((one) => one.id === id);
      if (!member) throw new RangeError(`There is no node ${id}.`);
      member.child = await start(member.options);
      member.process = member.child.process;
    },
  };
}
