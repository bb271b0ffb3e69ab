import path from 'node:path';
import type { Peer } from '../harness/peers.ts';
import type { Program, ProcessGroup } from '../harness/process-group.ts';
import { freePorts, until } from '../harness/wait.ts';
import type { Cluster, Member } from './cluster.ts';

interface EtcdMember extends Member {
  program: Program;
  readonly args: readonly string[];
}

/** Three etcd processes with default settings: on the same disk, with TLS between them. */
export async function startEtcd(
  processes: ProcessGroup,
  etcd: Peer,
  folder: string,
): Promise<Cluster> {
  const ports = await freePorts(6);
  const ids = [1, 2, 3];
  const peerUrl = (at: number) => `https://127.0.0.1:${ports[at] ?? 0}`;
  const initial = ids.map((id, at) => `node-${id}=${peerUrl(at)}`).join(',');
  const start = (args: readonly string[]) => processes.spawn(etcd.path, args);
  const members = ids.map((id, at): EtcdMember => {
    const clientPort = ports[at + 3] ?? 0;
    const clientUrl = `http://127.0.0.1:${clientPort}`;
    const args = [
      ...['--name', `node-${id}`, '--data-dir', path.join(folder, `node-${id}`)],
      ...['--listen-client-urls', clientUrl, '--advertise-client-urls', clientUrl],
      ...['--listen-peer-urls', peerUrl(at), '--initial-advertise-peer-urls', peerUrl(at)],
      ...['--initial-cluster', initial, '--initial-cluster-state', 'new', '--peer-auto-tls'],
      ...['--logger', 'zap', '--log-level', 'error'],
    ];
    const program = start(args);
    return { id, clientPort, args, program, process: program.process };
  });
  const leader = () =>
    until('a leader of the three etcds', async () => {
      const views = await Promise.all(members.map(viewOf));
      const leading = views.flatMap((view, at) => (view?.leads ? [members[at]] : []));
      return (views.every((view) => view?.hasLeader) && leading.length === 1 && leading[0]) || null;
    });
  await leader().catch((error: unknown) => {
    const words = members.map(({ program }) => program.lastWords()).join('\n');
    throw new Error(`etcd did not come up: ${words}`, { cause: error });
  });
  return {
    kind: 'etcd',
    members,
    leader,
    restart: ({ id }) => {
      const member = members.find((one) => one.id === id);
      if (!member) throw new RangeError(`There is no node ${id}.`);
      member.program = start(member.args);
      member.process = member.program.process;
      return Promise.resolve();
    },
  };
}

async function viewOf({ clientPort }: Member): Promise<{
  leads: boolean;
  hasLeader: boolean;
} | null> {
  try {
    const url = `http://127.0.0.1:${clientPort}/metrics`;
    const metrics = await (await fetch(url, { signal: AbortSignal.timeout(1_000) })).text();
    return {
      leads: /^etcd_server_is_leader 1$/m.test(metrics),
      hasLeader: /^etcd_server_has_leader 1$/m.test(metrics),
    };
  } catch {
    return null;
  }
}
