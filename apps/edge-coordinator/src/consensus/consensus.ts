import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { SiteManifest } from '@eyrie/contracts';
import type { Directory } from '@eyrie/discovery';
import { nodeDisk } from '@eyrie/journal';
import type { DeviceIdentity } from '@eyrie/identity';
import type { Logger, WatchedLoop } from '@eyrie/platform';
import {
  DiskSnapshotStore,
  EMPTY_CONFIGURATION,
  ProposalDropped,
  RaftNode,
  SessionMachine,
  systemClock,
  TlsTransport,
  type Address,
  type ConfState,
  type MemberChangeOptions,
  type NewMember,
  type NodeFailed,
  type QuestionOptions,
  type RaftMetrics,
  type RaftStatus,
  type SessionAnswer,
  type SessionRequest,
  type SnapshotProgress,
  type SoftState,
  type TransportCounters,
  type WaitOptions,
} from '@eyrie/raft';
import { memberIdsOf } from '../members/standings.ts';
import type { Authority } from '../site-state/authority.ts';
import { encodeCommand, type SiteCommand, type SiteCommandOf } from '../site-state/command.ts';
import { whyNotAdopt, type FoundedManifest, type ManifestRefusal } from '../site-state/manifest.ts';
import { decodeAnswer, type SiteStateMachine } from '../site-state/site-state-machine.ts';
import type { ResultOf, SiteState } from '../site-state/site-state.ts';
import { readingBareCommands } from './bare-commands.ts';
import type { Inheritance } from './inheritance.ts';
import { PeerAddresses } from './peers.ts';
import { SiteSession } from './site-session.ts';

export interface ConsensusOptions {
  readonly identity: Pick<
    DeviceIdentity,
    'siteId' | 'organisationId' | 'cloudUrl' | 'authorityMark' | 'tlsOptions'
  >;
  readonly nodeId: number;
  readonly founding: FoundedManifest;
  /** May this card found the epoch, where its log is empty? Else it waits to be taken in. */
  readonly mayFound: boolean;
  /** What a survivor brings along from the epoch before; it is the first thing that is decided. */
  readonly inheritance: Inheritance | null;
  /** Does the site's roster say that this certificate's name is that node's? */
  readonly isCoordinator: (commonName: string, nodeId: number) => boolean;
  /** Where a peer said it listens, asked where discovery does not know it. */
  readonly addressOf: (nodeId: number) => Address | null;
  readonly answer: QuestionOptions['answer'];
  /** Where the log lives. */
  readonly directory: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly peers: Pick<Directory, 'nodes'>;
  readonly machine: SiteStateMachine;
  /** Told at each timer of the node, of which its ticks are most: what shows that it works. */
  readonly loop?: WatchedLoop;
  readonly log: Logger;
}

/**
 * Commands are rare, but a manifest of a large site has some 100 kB, and all of the log is in memory.
 * What an idle site has applied is below it for ever: it takes no snapshot.
 */
const snapshotting = { snapshotEntries: 256, retainedEntries: 64 };
const decisionMsMax = 5_000;

interface Parts {
  readonly addresses: PeerAddresses;
  readonly transport: TlsTransport;
  readonly node: RaftNode<SessionAnswer>;
  readonly sessions: SessionMachine;
}

/** This coordinator as a member of the site's Raft group. */
export class Consensus {
  /** The cloud as this coordinator knows it by its enrolment. */
  readonly authority: Authority;
  readonly #addresses: PeerAddresses;
  readonly #transport: TlsTransport;
  readonly #node: RaftNode<SessionAnswer>;
  readonly #sessions: SessionMachine;
  readonly #session: SiteSession;
  readonly #machine: SiteStateMachine;
  readonly #log: Logger;
  readonly #inheritance: Inheritance | null;
  readonly #loop: WatchedLoop | undefined;
  readonly #epochListeners = new Set<(manifest: SiteManifest) => void>();
  readonly #founding: FoundedManifest;

  private constructor({ addresses, transport, node, sessions }: Parts, options: ConsensusOptions) {
    this.authority = authorityOf(options.identity);
    this.#addresses = addresses;
    this.#transport = transport;
    this.#node = node;
    this.#sessions = sessions;
    this.#machine = options.machine;
    this.#log = options.log;
    this.#inheritance = options.inheritance;
    this.#loop = options.loop;
    this.#founding = options.founding;
    this.#session = new SiteSession({
      clock: systemClock,
      propose: (request, signal) => this.#propose(request, signal ? { signal } : {}),
    });
  }

  /** @throws NodeFailed, PortUnavailable and what the transport rejects with. */
  static async open(options: ConsensusOptions): Promise<Consensus> {
    const { identity, nodeId, founding, listen, machine, directory, log } = options;
    const { isCoordinator, addressOf, answer } = options;
    const voters = founding.foundingVoters.map((voter) => voter.nodeId);
    // A site that is recovered begins a new group: its members must not talk to those of the old one.
    const clusterId = `${identity.siteId}:${founding.siteEpoch}`;
    const seed = randomInt(2 ** 32);
    const addresses = new PeerAddresses(() => options.peers.nodes(), addressOf);
    const snapshots = await DiskSnapshotStore.open({
      disk: nodeDisk(),
      directory: join(directory, 'snapshots'),
    });
    for (const file of snapshots.damaged) {
      log.error({ event: 'snapshot_damaged', file }, 'A snapshot was damaged, and is set aside.');
    }
    const opened: { node: RaftNode<SessionAnswer> | null } = { node: null };
    const transport = await TlsTransport.listen({
      id: nodeId,
      clusterId,
      listen,
      // Read anew at each connection: the certificate is renewed while this node runs.
      get key() {
        return identity.tlsOptions().key;
      },
      get cert() {
        return identity.tlsOptions().cert;
      },
      get ca() {
        return identity.tlsOptions().ca;
      },
      resolve: (peer) => addresses.resolve(peer),
      // A member that the cloud lists no more still counts until the group has let it go: of two voters
      // the change that removes one needs both.
      authorise: (commonName, id) =>
        isCoordinator(commonName, id) ||
        (machine.state.coordinators.get(id)?.deviceId === commonName &&
          memberIdsOf(opened.node?.configuration ?? EMPTY_CONFIGURATION).includes(id)),
      // Questions go between epochs: one who comes back learns of the present one by them.
      questions: { realm: identity.siteId, authorise: isCoordinator, answer },
      seed,
    });
    const sessions = new SessionMachine(machine, systemClock);
    try {
      const node = await RaftNode.open<SessionAnswer>({
        id: nodeId,
        clusterId,
        ...(options.mayFound ? { voters } : {}),
        directory,
        disk: nodeDisk(),
        clock: options.loop ? beatingClock(options.loop) : systemClock,
        seed,
        transport,
        stateMachine: readingBareCommands(sessions),
        snapshots,
        config: snapshotting,
      });
      opened.node = node;
      return new Consensus({ addresses, transport, node, sessions }, options);
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

  /** The site's state as applied here; it may lag behind (see `read`). */
  get state(): SiteState {
    return this.#machine.state;
  }

  /** Calls back where the cloud's manifest is of a later epoch; the answer ends it. */
  onNewerEpoch(listener: (manifest: SiteManifest) => void): () => void {
    this.#epochListeners.add(listener);
    return () => void this.#epochListeners.delete(listener);
  }

  status(): RaftStatus {
    return this.#node.status();
  }

  metrics(): RaftMetrics {
    return this.#node.metrics();
  }

  /** Snapshots on their way to others now. */
  snapshotsUnderWay(): readonly SnapshotProgress[] {
    return this.#transport.snapshotsUnderWay();
  }

  /** @throws QuestionFailed */
  ask(nodeId: number, question: Uint8Array, address: Address | null): Promise<Uint8Array> {
    return this.#transport.ask(nodeId, question, this.#addresses.resolve(nodeId) ?? address);
  }

  /** Again with another card, the old one of that node is retired by it. @throws RaftError */
  addLearner(member: Required<NewMember>, options?: MemberChangeOptions): Promise<ConfState> {
    const { nodeId, incarnation } = member;
    return this.#node.addLearner({ nodeId, incarnation }, options);
  }

  /** @throws RaftError */
  remove(nodeId: number, options?: MemberChangeOptions): Promise<ConfState> {
    return this.#node.remove(nodeId, options);
  }

  /** @throws RaftError */
  replace(
    oldNodeId: number,
    member: Required<NewMember>,
    options?: MemberChangeOptions,
  ): Promise<ConfState> {
    return this.#node.replace(oldNodeId, member, options);
  }

  /** To that voter, or to the one that has most. @throws NotLeader, TransferFailed */
  transferLeader(to: number | null): Promise<void> {
    return this.#node.transferLeader(to ?? undefined);
  }

  /** The certificate was renewed: who connects from now on is shown the present one. */
  useCertificate(): void {
    this.#transport.useCertificate();
  }

  /** Every connection with another coordinator is made anew, under what is trusted now. */
  reconnect(): void {
    this.#transport.hangUp();
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
    if (signal?.aborted) throw new ProposalDropped('aborted');
    const signals = [AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])];
    return decodeAnswer(await this.#session.call(encodeCommand(command), ...signals));
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
    const { foundingVoters, siteEpoch } = manifest;
    const { authority } = this;
    if (siteEpoch > this.#founding.siteEpoch) {
      for (const listener of this.#epochListeners) listener(manifest);
      return;
    }
    await this.#inherit(signal);
    if (foundingVoters === null) return;
    const refusal = whyNotAdopt(this.#machine.state, manifest, authority);
    if (refusal !== null) {
      this.#tellRefusal(manifest, refusal);
      return;
    }
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

  /** A leader hands over first, so that a restart costs its site no election. */
  async close(): Promise<void> {
    this.#loop?.end();
    await this.#node.close({ transfer: true });
    await this.#transport.close();
  }

  #tellRefusal({ version, siteEpoch }: SiteManifest, reason: ManifestRefusal): void {
    // Each new leader asks for the manifest that the site has already.
    if (reason === 'older') return;
    this.#log.warn(
      { event: 'manifest_refused', version, siteEpoch, reason },
      'The site does not take on a manifest of the cloud.',
    );
  }

  /** Before anything else is decided in a recovered epoch. Again it changes nothing. */
  async #inherit(signal: AbortSignal): Promise<void> {
    if (this.#inheritance === null || this.#machine.state.manifest !== null) return;
    const result = await this.decide(
      {
        form: 1,
        type: 'inherit-state',
        manifest: this.#founding,
        authority: this.authority,
        snapshot: this.#inheritance.snapshot,
      },
      { signal },
    );
    this.#log.info(
      { event: 'state_inherited', result: result.type, fromEpoch: this.#inheritance.fromEpoch },
      'The site goes on with what the survivor knew.',
    );
  }

  async #propose(request: SessionRequest, options: WaitOptions): Promise<SessionAnswer> {
    const { result } = await this.#node.propose(this.#sessions.encode(request), options);
    return result;
  }
}

function authorityOf(identity: ConsensusOptions['identity']): Authority {
  return {
    organisationId: identity.organisationId,
    keyFingerprint: identity.authorityMark,
    cloudUrl: identity.cloudUrl,
  };
}

function beatingClock(loop: WatchedLoop): typeof systemClock {
  return {
    ...systemClock,
    setTimer: (delayMs, callback) =>
      systemClock.setTimer(delayMs, () => {
        loop.beat();
        callback();
      }),
  };
}
