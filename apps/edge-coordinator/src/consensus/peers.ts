import type { DiscoveredNode } from '@eyrie/discovery';
import type { Address, NodeId } from '@eyrie/raft';

/**
 * Where to dial a peer. Addresses are hints that anybody in the network may give; where there are
 * several for a node they are tried in turn, so that a forged one costs time and nothing else.
 */
export class PeerAddresses {
  readonly #nodes: () => readonly DiscoveredNode[];
  readonly #told: (nodeId: NodeId) => Address | null;
  readonly #turn = new Map<NodeId, number>();

  /** `told`: where the node itself said that it listens, which counts where discovery is silent. */
  constructor(
    nodes: () => readonly DiscoveredNode[],
    told: (nodeId: NodeId) => Address | null = () => null,
  ) {
    this.#nodes = nodes;
    this.#told = told;
  }

  resolve(nodeId: NodeId): Address | null {
    const known = this.#nodes().filter(
      (node) => node.nodeId === String(nodeId) && node.ports.raft > 0,
    );
    const turn = this.#turn.get(nodeId) ?? 0;
    this.#turn.set(nodeId, turn + 1);
    const node = known[turn % Math.max(1, known.length)];
    return node ? { host: node.host, port: node.ports.raft } : this.#told(nodeId);
  }
}
