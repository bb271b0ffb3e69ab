import { join } from 'node:path';
import { nodeDisk } from '@eyrie/journal';
import {
  type Address,
  type Command,
  type NodeId,
  RaftNode,
  type StateMachine,
  systemClock,
  TlsTransport,
  type TlsTransportOptions,
} from '../src/index.ts';
import { type Identity, TestAuthority } from './certificates.ts';
import { until } from './until.ts';

/** Remembers what it was told; the answer is how many came before. */
export class Notebook implements StateMachine<number> {
  readonly lines: string[] = [];

  apply(commands: readonly Command[]): number[] {
    return commands.map(({ data }) => this.lines.push(Buffer.from(data).toString()) - 1);
  }
}

interface Member {
  readonly node: RaftNode<number>;
  readonly transport: TlsTransport;
  readonly notebook: Notebook;
}

/** Real nodes on real disk and real TLS, in one process. */
export class LoopbackCluster {
  readonly authority: TestAuthority;
  readonly clusterId = 'site-1';
  readonly voters: readonly NodeId[];
  readonly #folder: string;
  readonly #identities: ReadonlyMap<NodeId, Identity>;
  readonly #addresses = new Map<NodeId, Address>();
  readonly up = new Map<NodeId, Member>();
  #seed = 1;

  private constructor(
    folder: string,
    authority: TestAuthority,
    identities: ReadonlyMap<NodeId, Identity>,
  ) {
    this.#folder = folder;
    this.authority = authority;
    this.#identities = identities;
    this.voters = [...identities.keys()];
  }

  static async found(folder: string, size: number): Promise<LoopbackCluster> {
    const authority = await TestAuthority.found('site-1 CA');
    const identities = new Map<NodeId, Identity>();
    for (let id = 1; id <= size; id += 1) identities.set(id, await authority.issue(`node-${id}`));
    return new LoopbackCluster(folder, authority, identities);
  }

  transportOptions(id: NodeId, changes: Partial<TlsTransportOptions> = {}): TlsTransportOptions {
    this.#seed += 1;
    return {
      id,
      clusterId: this.clusterId,
      listen: { host: '127.0.0.1', port: 0 },
      ca: this.authority.ca,
      ...this.#identities.get(id)!,
      resolve: (peer) => this.#addresses.get(peer) ?? null,
      authorise: (commonName, claimed) => commonName === `node-${claimed}`,
      seed: this.#seed,
      ...changes,
    };
  }

  async start(id: NodeId): Promise<Member> {
    const transport = await TlsTransport.listen(this.transportOptions(id));
    this.#addresses.set(id, { host: '127.0.0.1', port: transport.port });
    const notebook = new Notebook();
    this.#seed += 1;
    const node = await RaftNode.open({
      id,
      clusterId: this.clusterId,
      voters: this.voters,
      directory: join(this.#folder, `node-${id}`),
      disk: nodeDisk(),
      clock: systemClock,
      seed: this.#seed,
      transport,
      stateMachine: notebook,
    });
    const member = { node, transport, notebook };
    this.up.set(id, member);
    return member;
  }

  async stop(id: NodeId): Promise<void> {
    const member = this.up.get(id)!;
    this.up.delete(id);
    await member.transport.close();
    await member.node.close();
  }

  async stopAll(): Promise<void> {
    for (const id of [...this.up.keys()]) await this.stop(id);
  }

  leader(): Promise<RaftNode<number>> {
    return until('a leader that the others follow', () => {
      const nodes = [...this.up.values()].map(({ node }) => node);
      const leader = nodes.find((node) => node.status().role === 'leader');
      const id = leader?.status().id;
      return nodes.every((node) => node.status().leaderId === id) && leader;
    });
  }
}
