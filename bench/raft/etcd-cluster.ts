import path from 'node:path';
import type { Peer } from '../harness/peers.ts';
import type { Program, ProcessGroup } from '../harness/process-group.ts';
import { until } from '../harness/wait.ts';
import type { Cluster, Member } from './cluster.ts';
import type { ClientAddress } from './connection.ts';
import { loopback, type Place } from './place.ts';

interface EtcdMember extends Member {
  program: Program;
  readonly args: readonly string[];
}

/** Three etcd processes with default settings: on the same disk, with TLS between them. */
export async function startEtcd(
  processes: ProcessGroup,
  etcd: Peer,
  folder: string,
  given: Place | null = null,
): Promise<Cluster> {
  const ids = [1, 2, 3];
  const place = given ?? (await loopback(ids));
  const peerUrl = (id: number) => urlOf('https', addressIn(place.peers, id));
  const initial = ids.map((id) => `node-${id}=${peerUrl(id)}`).join(',');
  const start = (id: number, args: readonly string[]) => {
    const [binary, ...before] = [...place.prefix(id), etcd.path] as const;
    return processes.spawn(binary, [...before, ...args]);
  };
  const members = ids.map((id): EtcdMember => {
    const clients = addressIn(place.clients, id);
    const clientUrl = urlOf('http', clients);
    const args = [
      ...['--name', `node-${id}`, '--data-dir', path.join(folder, `node-${id}`)],
      ...['--listen-client-urls', clientUrl, '--advertise-client-urls', clientUrl],
      ...['--listen-peer-urls', peerUrl(id), '--initial-advertise-peer-urls', peerUrl(id)],
      ...['--initial-cluster', initial, '--initial-cluster-state', 'new', '--peer-auto-tls'],
      ...['--logger', 'zap', '--log-level', 'error'],
    ];
    const program = start(id, args);
    return { id, clients, args, program, process: program.process };
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
    cut: place.cut,
    restart: ({ id }) => {
      const member = members.find((one) => one.id === id);
      if (!member) throw new RangeError(`There is no node ${id}.`);
      member.program = start(id, member.args);
      member.process = member.program.process;
      return Promise.resolve();
    },
  };
}

function addressIn(all: ReadonlyMap<number, ClientAddress>, id: number): ClientAddress {
  const address = all.get(id);
  if (!address) throw new RangeError(`Node ${id} has no address.`);
  return address;
}

function urlOf(scheme: 'http' | 'https', { host, port }: ClientAddress): string {
  return `${scheme}://${host}:${port}`;
}

async function viewOf({ clients }: Member): Promise<{
  leads: boolean;
  hasLeader: boolean;
} | null> {
  try {
    const url = `${urlOf('http', clients)}/metrics`;
    const metrics = await (await fetch(url, { signal: AbortSignal.timeout(1_000) })).text();
    return {
      leads: /^etcd_server_is_leader 1$/m.test(metrics),
      hasLeader: /^etcd_server_has_leader 1$/m.test(metrics),
    };
  } catch {
    return null;
  }
}
