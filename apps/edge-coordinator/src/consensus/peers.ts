import type { SiteManifest } from '@eyrie/contracts';
import type { DiscoveredNode } from '@eyrie/discovery';
import type { Address, NodeId } from '@eyrie/raft';

type Voters = NonNullable<SiteManifest['foundingVoters']>;

/** Is this certificate's name the one that the founding list gives that node? */
export function isPeer(voters: Voters, commonName: string, nodeId: NodeId): boolean {
  return voters.some((voter) => voter.nodeId === nodeId && voter.deviceId === commonName);
}

/**
 * Where to dial a peer. Addresses are hints that anybody in the network may give; where there are
 * several for a node they are tried in turn, so that a forged one costs time and nothing else.
 */
export class PeerAddresses {
  readonly #nodes: () => readonly DiscoveredNode[];
  readonly #turn = new Map<NodeId, number>();

  constructor(nodes: () => readonly DiscoveredNode[]) {
    this.#nodes = nodes;
  }

  resolve(nodeId: NodeId): Address | null {
    const known = this.#nodes().filter(
      (node) => node.nodeId === String(nodeId) && node.ports.raft > 0,
    );
    const turn = this.#turn.get(nodeId) ?? 0;
    this.#turn.set(nodeId, turn + 1);
    const node = known[turn % Math.max(1, known.length)];
    return node ? { host: node.host, port: node.ports.raft } : null;
  }
}
