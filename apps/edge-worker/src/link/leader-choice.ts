import type { DiscoveredNode } from '@eyrie/discovery';

export const isSameAddress = (a: DiscoveredNode, b: DiscoveredNode): boolean =>
  a.nodeId === b.nodeId &&
  a.host === b.host &&
  a.ports.mqtt === b.ports.mqtt &&
  a.ports.relay === b.ports.relay;

/** Where to try next; those without a broker cannot be it. */
export function nextCandidate(
  candidates: readonly DiscoveredNode[],
  attempt: number,
): DiscoveredNode | null {
  const brokers = candidates.filter(({ ports }) => ports.mqtt > 0);
  return brokers[attempt % Math.max(1, brokers.length)] ?? null;
}

/**
 * The node that says it leads now instead of the one we are connected to, or null. What mDNS says
 * is a hint: the caller keeps its connection until the new one stands.
 */
export function newerLeader(
  nodes: readonly DiscoveredNode[],
  current: DiscoveredNode,
): DiscoveredNode | null {
  const known = nodes.find(({ nodeId }) => nodeId === current.nodeId);
  let best: DiscoveredNode | null = null;
  let latest = known?.role === 'leader' ? known : { epoch: -1, term: -1 };
  for (const node of nodes) {
    if (node.role !== 'leader' || node.ports.mqtt === 0 || isSameAddress(node, current)) continue;
    // The same node at another address has been started anew; its old connection will tell by itself.
    if (node.nodeId === current.nodeId) continue;
    if (!isLater(node, latest)) continue;
    best = node;
    latest = node;
  }
  return best;
}

type Reign = Pick<DiscoveredNode, 'epoch' | 'term'>;

/** A recovered site counts its terms anew, in a later epoch. */
function isLater(one: Reign, other: Reign): boolean {
  return one.epoch === other.epoch ? one.term > other.term : one.epoch > other.epoch;
}
