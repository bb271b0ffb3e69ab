import { join } from 'node:path';
import { idFromUuid } from '@eyrie/contracts';
import type { DiscoveredNode } from '@eyrie/discovery';
import { TestSiteCa } from '@eyrie/identity/testing';
import { createLogger } from '@eyrie/platform';
import { randomUUID } from 'node:crypto';
import { Consensus } from '../consensus/consensus.ts';
import type { FoundedManifest } from '../site-state/manifest.ts';
import { SiteStateMachine } from '../site-state/site-state-machine.ts';
import { eventually, manifestOf, newDeviceId, organisationOf } from './site-fixture.ts';

export interface GroupMember {
  readonly nodeId: number;
  readonly deviceId: string;
  readonly consensus: Consensus;
  readonly machine: SiteStateMachine;
}

/** The Raft members of a site, on real disks and real TLS, in one process; nothing else of a coordinator. */
export class CoordinatorGroup {
  readonly siteId = idFromUuid('site', randomUUID());
  readonly worker = newDeviceId();
  readonly #deviceIds: readonly string[];
  readonly up = new Map<number, GroupMember>();
  /** What they logged that is worth a warning. */
  readonly lines: string[] = [];
  readonly #folder: string;
  readonly #ca: TestSiteCa;
  readonly #nodes = new Map<number, DiscoveredNode>();

  private constructor(folder: string, size: number, ca: TestSiteCa) {
    this.#folder = folder;
    this.#deviceIds = Array.from({ length: size }, newDeviceId);
    this.#ca = ca;
  }

  static async found(folder: string, size: number): Promise<CoordinatorGroup> {
    const group = new CoordinatorGroup(folder, size, await TestSiteCa.create());
    for (let nodeId = 1; nodeId <= size; nodeId += 1) await group.start(nodeId);
    return group;
  }

  manifest(version: number): FoundedManifest {
    const { siteId, worker } = this;
    const parts = { siteId, coordinators: this.#deviceIds, workers: [worker], version };
    return manifestOf(parts) as FoundedManifest;
  }

  async start(nodeId: number): Promise<GroupMember> {
    const { siteId } = this;
    const deviceId = this.#deviceIds[nodeId - 1] as string;
    const issued = await this.#ca.issue(deviceId);
    const machine = new SiteStateMachine(siteId);
    const consensus = await Consensus.open({
      identity: {
        siteId,
        organisationId: organisationOf(siteId),
        cloudUrl: 'https://cloud.test',
        authorityMark: 'a'.repeat(64),
        tlsOptions: () => issued,
      },
      nodeId,
      founding: this.manifest(1),
      mayFound: true,
      inheritance: null,
      isCoordinator: (name, claimed) => name === this.#deviceIds[claimed - 1],
      addressOf: () => null,
      answer: () => Promise.resolve(new Uint8Array()),
      directory: join(this.#folder, String(nodeId)),
      listen: { host: '127.0.0.1', port: 0 },
      peers: { nodes: () => [...this.#nodes.values()] },
      machine,
      log: createLogger(
        { name: 'test', level: 'warn' },
        { write: (line) => this.lines.push(line) },
      ),
    });
    const { port } = consensus;
    this.#nodes.set(nodeId, nodeAt(siteId, nodeId, port));
    const member = { nodeId, deviceId, consensus, machine };
    this.up.set(nodeId, member);
    return member;
  }

  async stop(nodeId: number): Promise<void> {
    const member = this.up.get(nodeId);
    this.up.delete(nodeId);
    this.#nodes.delete(nodeId);
    await member?.consensus.close();
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.up.keys()].map((nodeId) => this.stop(nodeId)));
  }

  /** The one that leads and has applied something in its term. */
  async leader(): Promise<GroupMember> {
    let found: GroupMember | undefined;
    await eventually(
      'a leader',
      async () => {
        found = [...this.up.values()].find(({ consensus }) => consensus.status().role === 'leader');
        return (
          found !== undefined &&
          found.consensus.read(() => true, { timeoutMs: 200 }).catch(() => false)
        );
      },
      20_000,
    );
    return found as GroupMember;
  }

  followers(leader: GroupMember): readonly GroupMember[] {
    return [...this.up.values()].filter((member) => member !== leader);
  }
}

function nodeAt(siteId: string, nodeId: number, raft: number): DiscoveredNode {
  return {
    ...{ siteId, nodeId: String(nodeId), epoch: 1, term: 0, role: 'unknown', version: 'test' },
    ...{ host: '127.0.0.1', ports: { raft, mqtt: 0, relay: 0 }, lastSeenAt: 0, source: 'static' },
  };
}
