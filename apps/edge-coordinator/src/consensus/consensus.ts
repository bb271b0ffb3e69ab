import { randomInt } from 'node:crypto';
import type { SiteManifest } from '@eyrie/contracts';
import type { Directory } from '@eyrie/discovery';
import { nodeDisk } from '@eyrie/journal';
import type { DeviceIdentity } from '@eyrie/identity';
import type { Logger } from '@eyrie/platform';
import {
  RaftNode,
  systemClock,
  TlsTransport,
  type NodeFailed,
  type RaftMetrics,
  type RaftStatus,
  type SoftState,
} from '@eyrie/raft';
import { encodeCommand } from '../site-state/command.ts';
import type { FoundedManifest } from '../site-state/site-members.ts';
import type { SiteStateMachine } from '../site-state/site-state-machine.ts';
import { isNews, type AdoptionResult } from '../site-state/site-state.ts';
import { isPeer, PeerAddresses } from './peers.ts';

export interface ConsensusOptions {
  readonly identity: Pick<DeviceIdentity, 'siteId' | 'tlsOptions'>;
  readonly nodeId: number;
  readonly founding: FoundedManifest;
  /** Where the log lives. */
  readonly directory: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly peers: Pick<Directory, 'nodes'>;
  readonly machine: SiteStateMachine;
  readonly log: Logger;
}

/** This coordinator as a member of the site's Raft group. */
export class Consensus {
  readonly #transport: TlsTransport;
  readonly #node: RaftNode<AdoptionResult>;
  readonly #machine: SiteStateMachine;
  readonly #log: Logger;

  private constructor(
    transport: TlsTransport,
    node: RaftNode<AdoptionResult>,
    { machine, log }: ConsensusOptions,
  ) {
    this.#transport = transport;
    this.#node = node;
    this.#machine = machine;
    this.#log = log;
  }

  /** @throws NodeFailed, PortUnavailable and what the transport rejects with. */
  static async open(options: ConsensusOptions): Promise<Consensus> {
    const { identity, nodeId, founding, listen, machine } = options;
    const voters = founding.foundingVoters;
    // A site that is recovered begins a new group: its members must not talk to those of the old one.
    const clusterId = `${identity.siteId}:${founding.siteEpoch}`;
    const seed = randomInt(2 ** 32);
    const addresses = new PeerAddresses(() => options.peers.nodes());
    const transport = await TlsTransport.listen({
      id: nodeId,
      clusterId,
      listen,
      ...identity.tlsOptions(),
      resolve: (peer) => addresses.resolve(peer),
      authorise: (commonName, claimed) => isPeer(voters, commonName, claimed),
      seed,
    });
    try {
      const node = await RaftNode.open<AdoptionResult>({
        id: nodeId,
        clusterId,
        voters: voters.map((voter) => voter.nodeId),
        directory: options.directory,
        disk: nodeDisk(),
        clock: systemClock,
        seed,
        transport,
        stateMachine: machine,
      });
      return new Consensus(transport, node, options);
    } catch (error) {
      await transport.close();
      throw error;
    }
  }

  get port(): number {
    return this.#transport.port;
  }

  status(): RaftStatus {
    return this.#node.status();
  }

  metrics(): RaftMetrics {
    return this.#node.metrics();
  }

  onChange(callback: (state: SoftState) => void): () => void {
    return this.#node.onChange(callback);
  }

  onFailed(callback: (failure: NodeFailed) => void): () => void {
    return this.#node.onFailed(callback);
  }

  /**
   * Proposes a manifest where it is news. Adopting the same one twice changes nothing, so that it
   * may be proposed again whatever came of it.
   * @throws RaftError
   */
  async adopt(manifest: SiteManifest, signal: AbortSignal): Promise<void> {
    const { foundingVoters } = manifest;
    if (foundingVoters === null || !isNews(this.#machine.state, manifest)) return;
    const bytes = encodeCommand({
      form: 1,
      type: 'adopt-manifest',
      manifest: { ...manifest, foundingVoters },
    });
    const { result, index } = await this.#node.propose(bytes, { signal });
    this.#log.info(
      { event: 'manifest_proposed', version: manifest.version, index, result: result.type },
      'The coordinators agreed on a manifest.',
    );
  }

  async close(): Promise<void> {
    await this.#node.close();
    await this.#transport.close();
  }
}
