import { mkdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { TestAuthority } from '../certificates.ts';
import { eventually, Member } from './member.ts';
import { type Address, LoopbackNetwork, NamespaceNetwork, type Network } from './network.ts';
import type { Flaw, NodeView } from './protocol.ts';
import { SmallDisk } from './small-disk.ts';
import type { Undo } from './undo.ts';

export interface ClusterOptions {
  readonly size: number;
  readonly folder: string;
  readonly undo: Undo;
  /** Whether each node has a network namespace, and one a small disk; this takes root. */
  readonly hasNamespaces: boolean;
  readonly flaw: Flaw | null;
}

/** Behind the leader by no more than this counts as being there. */
const LAG_MAX = 50;

/** Real processes on real disks, and one of them on a disk that can be filled. */
export class Cluster {
  readonly members: readonly Member[];
  readonly network: Network;
  readonly smallDisk: { readonly of: Member; readonly disk: SmallDisk } | null;

  private constructor(
    members: readonly Member[],
    network: Network,
    smallDisk: { readonly id: number; readonly disk: SmallDisk } | null,
  ) {
    this.members = members;
    this.network = network;
    this.smallDisk = smallDisk && { of: this.member(smallDisk.id), disk: smallDisk.disk };
  }

  /** @throws NoNamespaces */
  static async start(options: ClusterOptions): Promise<Cluster> {
    const { size, folder, undo, hasNamespaces, flaw } = options;
    const ids = Array.from({ length: size }, (_, at) => at + 1);
    const network = hasNamespaces
      ? new NamespaceNetwork(ids, undo)
      : new LoopbackNetwork(await freePorts(size));
    const smallDisk = hasNamespaces
      ? { id: size, disk: new SmallDisk(join(folder, 'small-disk'), undo) }
      : null;
    const authority = await TestAuthority.found('chaos CA');
    const addresses: Record<number, Address> = {};
    for (const id of ids) addresses[id] = network.address(id);
    const members: Member[] = [];
    for (const id of ids) {
      const directory =
        smallDisk?.id === id ? join(smallDisk.disk.directory, 'data') : join(folder, `data-${id}`);
      mkdirSync(directory, { recursive: true });
      const identity = await authority.issue(`node-${id}`);
      const socket = join(folder, `${id}.socket`);
      const paths = { directory, socket };
      const options = { id, voters: ids, addresses, ...paths, ...identity, ca: authority.ca, flaw };
      members.push(new Member(options, { folder, prefix: network.prefix(id), undo }));
    }
    await Promise.all(members.map((member) => member.start()));
    return new Cluster(members, network, smallDisk);
  }

  get sockets(): readonly string[] {
    return this.members.map(({ options }) => options.socket);
  }

  /** Why a node ended though nobody ended it; null while all is well. */
  get misfortune(): string | null {
    return this.members.map(({ misfortune }) => misfortune).find((words) => words !== null) ?? null;
  }

  member(id: number): Member {
    const member = this.members.find((one) => one.id === id);
    if (!member) throw new RangeError(`There is no node ${id}.`);
    return member;
  }

  /** The one whose leadership is of the highest term. */
  leader(withinMs: number): Promise<Member> {
    return eventually(
      'a leader',
      async () => {
        const views = await this.#views();
        const leading = views.filter(({ view }) => view?.status.role === 'leader');
        leading.sort((left, right) => termOf(right.view) - termOf(left.view));
        return leading[0]?.member ?? null;
      },
      withinMs,
    );
  }

  /** Resolves when all are up, follow one leader, and have about what it has. */
  async healthy(withinMs: number): Promise<void> {
    await eventually(
      'all nodes are well',
      async () => {
        if (this.misfortune !== null) throw new Error(this.misfortune);
        const views = (await this.#views()).map(({ view }) => view);
        const leader = views.find((view) => view?.status.role === 'leader');
        if (!leader) return null;
        const { term, lastIndex, peers } = leader.status;
        const hasAll = Object.values(peers).every(
          ({ match, state }) => state === 'replicate' && match + LAG_MAX >= lastIndex,
        );
        const isWell = (view: NodeView | null): boolean =>
          view?.status.term === term && view.status.disk === 'fit';
        return hasAll && views.every(isWell) ? true : null;
      },
      withinMs,
    );
  }

  async #views(): Promise<{ readonly member: Member; readonly view: NodeView | null }[]> {
    return Promise.all(this.members.map(async (member) => ({ member, view: await member.view() })));
  }
}

function termOf(view: NodeView | null): number {
  return view?.status.term ?? 0;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', () => resolve());
      });
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  return ports;
}
