import { randomInt, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import type { SiteManifest } from '@eyrie/contracts';
import type { Directory } from '@eyrie/discovery';
import { nodeDisk } from '@eyrie/journal';
import type { DeviceIdentity } from '@eyrie/identity';
import type { Logger } from '@eyrie/platform';
import {
  DiskSnapshotStore,
  ProposalDropped,
  RaftNode,
  SessionMachine,
  systemClock,
  TlsTransport,
  type NodeFailed,
  type RaftMetrics,
  type RaftStatus,
  type SessionAnswer,
  type SessionRequest,
  type SoftState,
  type TransportCounters,
  type WaitOptions,
} from '@eyrie/raft';
import type { Authority } from '../site-state/authority.ts';
import { encodeCommand, type SiteCommand, type SiteCommandOf } from '../site-state/command.ts';
import type { FoundedManifest } from '../site-state/manifest.ts';
import { decodeAnswer, type SiteStateMachine } from '../site-state/site-state-machine.ts';
import { isNews, type ResultOf, type SiteState } from '../site-state/site-state.ts';
import { readingBareCommands } from './bare-commands.ts';
import { isPeer, PeerAddresses } from './peers.ts';
import { SiteSession } from './site-session.ts';

export interface ConsensusOptions {
  readonly identity: Pick<DeviceIdentity, 'siteId' | 'organisationId' | 'cloudUrl' | 'tlsOptions'>;
  readonly nodeId: number;
  readonly founding: FoundedManifest;
  /** Where the log lives. */
  readonly directory: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly peers: Pick<Directory, 'nodes'>;
  readonly machine: SiteStateMachine;
  readonly log: Logger;
}

/**
 * Commands are rare, but a manifest of a large site has some 100 kB, and all of the log is in memory.
 * What an idle site has applied is below it for ever: it takes no snapshot.
 */
const snapshotting = { snapshotEntries: 256, retainedEntries: 64 };
const decisionMsMax = 5_000;

interface Parts {
  readonly transport: TlsTransport;
  readonly node: RaftNode<SessionAnswer>;
  readonly sessions: SessionMachine;
}

/** This coordinator as a member of the site's Raft group. */
export class Consensus {
  /** The cloud as this coordinator knows it by its enrolment. */
  readonly authority: Authority;
  readonly #transport: TlsTransport;
  readonly #node: RaftNode<SessionAnswer>;
  readonly #sessions: SessionMachine;
  readonly #session: SiteSession;
  readonly #machine: SiteStateMachine;
  readonly #log: Logger;

  private constructor({ transport, node, sessions }: Parts, options: ConsensusOptions) {
    this.authority = authorityOf(options.identity);
    this.#transport = transport;
    this.#node = node;
    this.#sessions = sessions;
    this.#machine = options.machine;
    this.#log = options.log;
    this.#session = new SiteSession({
      clock: systemClock,
      propose: (request, signal) => this.#propose(request, signal ? { signal } : {}),
    });
  }

  /** @throws NodeFailed, PortUnavailable and what the transport rejects with. */
  static async open(options: ConsensusOptions): Promise<Consensus> {
    const { identity, nodeId, founding, listen, machine, directory, log } = options;
    const voters = founding.foundingVoters;
    // A site that is recovered begins a new group: its members must not talk to those of the old one.
    const clusterId = `${identity.siteId}:${founding.siteEpoch}`;
    const seed = randomInt(2 ** 32);
    const addresses = new PeerAddresses(() => options.peers.nodes());
    const snapshots = await DiskSnapshotStore.open({
      disk: nodeDisk(),
      directory: join(directory, 'snapshots'),
    });
    for (const file of snapshots.damaged) {
      log.error({ event: 'snapshot_damaged', file }, 'A snapshot was damaged, and is set aside.');
    }
    const transport = await TlsTransport.listen({
      id: nodeId,
      clusterId,
      listen,
      ...identity.tlsOptions(),
      resolve: (peer) => addresses.resolve(peer),
      authorise: (commonName, claimed) => isPeer(voters, commonName, claimed),
      seed,
    });
    const sessions = new SessionMachine(machine, systemClock);
    try {
      const node = await RaftNode.open<SessionAnswer>({
        id: nodeId,
        clusterId,
        voters: voters.map((voter) => voter.nodeId),
        directory,
        disk: nodeDisk(),
        clock: systemClock,
        seed,
        transport,
        stateMachine: readingBareCommands(sessions),
        snapshots,
        config: snapshotting,
      });
      return new Consensus({ transport, node, sessions }, options);
    } catch (error) {
      await transport.close();
      throw error;
    }
  }

  get port(): number {
    return this.#transport.port;
  }

  /** Open sessions of all coordinators. */
  get sessions(): number {
    return this.#sessions.sessions;
  }

  /** Log time as this node believes in it: what a lease expires by. */
  get logTimeMs(): number {
    return this.#sessions.timeMs;
  }

  status(): RaftStatus {
    return this.#node.status();
  }

  metrics(): RaftMetrics {
    return this.#node.metrics();
  }

  /** What went between this node and the others, and what was turned away. */
  transportCounters(): TransportCounters {
    return this.#transport.counters();
  }

  onChange(callback: (state: SoftState) => void): () => void {
    return this.#node.onChange(callback);
  }

  onFailed(callback: (failure: NodeFailed) => void): () => void {
    return this.#node.onFailed(callback);
  }

  /**
   * Proposes a command that does no harm when it is applied twice. At the leader.
   * @throws NotLeader, ProposalDropped (both: surely not applied), ProposalOutcomeUnknown, NodeFailed
   */
  async decide<Command extends SiteCommand>(
    command: Command,
    options: WaitOptions = {},
  ): Promise<ResultOf<Command['type']>> {
    const payload = encodeCommand(command);
    const answer = await this.#propose({ kind: 'plain', payload }, options);
    if (answer.kind !== 'applied') throw new Error(`A command was answered with ${answer.kind}.`);
    return decodeAnswer(answer.result);
  }

  /**
   * Proposes a command that is applied exactly once, however often it has to be sent, and whose first
   * answer is the one that counts. At the leader.
   * @throws NotLeader, ProposalDropped (both: surely not applied), ProposalOutcomeUnknown, NodeFailed
   */
  async decideOnce<Command extends SiteCommand>(
    command: Command,
    { timeoutMs = decisionMsMax, signal }: WaitOptions = {},
  ): Promise<ResultOf<Command['type']>> {
    const limit = AbortSignal.timeout(timeoutMs);
    const either = signal ? AbortSignal.any([signal, limit]) : limit;
    if (either.aborted) throw new ProposalDropped('aborted');
    return decodeAnswer(await this.#session.call(encodeCommand(command), either));
  }

  /**
   * What `read` makes of the site's state, which holds all that was acknowledged before the call.
   * @throws ReadRefused, NodeFailed
   */
  read<T>(read: (state: SiteState) => T, options: WaitOptions = {}): Promise<T> {
    return this.#node.read(() => read(this.#machine.state), options);
  }

  /**
   * Proposes a manifest of this coordinator's cloud where it is news. Adopting the same one twice
   * changes nothing, so that it may be proposed again whatever came of it.
   * @throws RaftError
   */
  async adopt(manifest: SiteManifest, signal: AbortSignal): Promise<void> {
    const { foundingVoters } = manifest;
    const { authority } = this;
    if (foundingVoters === null || !isNews(this.#machine.state, manifest, authority)) return;
    const command: SiteCommandOf<'adopt-manifest'> = {
      form: 1,
      type: 'adopt-manifest',
      manifest: { ...manifest, foundingVoters },
      authority,
    };
    const result = await this.decide(command, { signal });
    this.#log.info(
      { event: 'manifest_proposed', version: manifest.version, result: result.type },
      'The coordinators agreed on a manifest.',
    );
  }

  async close(): Promise<void> {
    await this.#node.close();
    await this.#transport.close();
  }

  async #propose(request: SessionRequest, options: WaitOptions): Promise<SessionAnswer> {
    const { result } = await this.#node.propose(this.#sessions.encode(request), options);
    return result;
  }
}

function authorityOf(identity: ConsensusOptions['identity']): Authority {
  const { fingerprint256 } = new X509Certificate(identity.tlsOptions().ca);
  return {
    organisationId: identity.organisationId,
    keyFingerprint: fingerprint256.replaceAll(':', '').toLowerCase(),
    cloudUrl: identity.cloudUrl,
  };
}
