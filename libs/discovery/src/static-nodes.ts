import type { DiscoveredNode, NodePorts } from './node-record.ts';

/** A node of the configured list: the way that works where multicast is blocked. */
export interface StaticNode {
  host: string;
  ports: NodePorts;
  /** Left out where the installer knows the address alone; then it is `host:mqttPort`. */
  nodeId?: string;
}

/** A configured node before anything was heard of it. */
export function toDiscovered(node: StaticNode, siteId: string): DiscoveredNode {
  const { host, ports } = node;
  const nodeId = node.nodeId ?? `${host}:${ports.mqtt}`;
  const unheard = { role: 'unknown', epoch: 0, term: 0, version: '', lastSeenAt: 0 } as const;
  return { siteId, nodeId, host, ports: { ...ports }, ...unheard, source: 'static' };
}

/**
 * Configured nodes first, then those only heard. Of a node that is both, the address is the
 * configured one (an operator wrote it, while anybody can send a record), and the role, term and
 * version are those heard.
 */
export function mergeNodes(
  configured: readonly DiscoveredNode[],
  heard: readonly DiscoveredNode[],
): DiscoveredNode[] {
  const rest = new Set(heard);
  const merged = configured.map((node) => {
    const same = heard.find((other) => other.nodeId === node.nodeId || isSameEndpoint(other, node));
    if (same === undefined) return node;
    rest.delete(same);
    return { ...same, host: node.host, ports: node.ports, source: 'static' as const };
  });
  const byId = (a: DiscoveredNode, b: DiscoveredNode): number => (a.nodeId < b.nodeId ? -1 : 1);
  return [...merged, ...[...rest].sort(byId)];
}

function isSameEndpoint(a: DiscoveredNode, b: DiscoveredNode): boolean {
  return a.host === b.host && a.ports.mqtt === b.ports.mqtt && a.ports.raft === b.ports.raft;
}
