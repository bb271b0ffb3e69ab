import type { DiscoveredNode, NodeAdvertisement } from './node-record.ts';

/** RFC 6762 §10.1: after a goodbye a record lives one more second, in which its owner may object. */
const goodbyeGraceMs = 1_000;

interface Entry {
  node: DiscoveredNode;
  expiresAt: number;
}

/**
 * One site's nodes as heard, within a bound: when it is full, the one not heard for the longest goes.
 * Times are Unix milliseconds and come from the caller.
 */
export class NodeCache {
  private readonly entries = new Map<string, Entry>();
  private readonly nodesMax: number;

  constructor(nodesMax: number) {
    this.nodesMax = nodesMax;
  }

  /** Takes what was heard; true when anything but the time differs from what was known. */
  hear(heard: NodeAdvertisement, ttlMs: number, now: number): boolean {
    const node: DiscoveredNode = { ...heard, lastSeenAt: now, source: 'mdns' };
    const known = this.entries.get(heard.nodeId);
    // Deleted and set anew, so that the map's order is the order of last hearing.
    this.entries.delete(heard.nodeId);
    this.entries.set(heard.nodeId, { node, expiresAt: now + ttlMs });
    if (this.entries.size > this.nodesMax) {
      const [oldest] = this.entries.keys();
      if (oldest !== undefined) this.entries.delete(oldest);
    }
    return known === undefined || factsOf(known.node) !== factsOf(node);
  }

  /** A node says it leaves, or somebody says so for it: it has a second to be heard again. */
  goodbye(nodeId: string, now: number): void {
    const entry = this.entries.get(nodeId);
    if (entry) entry.expiresAt = Math.min(entry.expiresAt, now + goodbyeGraceMs);
  }

  /** Forgets what has expired; true when there was any. */
  expire(now: number): boolean {
    const sizeBefore = this.entries.size;
    for (const [nodeId, { expiresAt }] of this.entries) {
      if (expiresAt <= now) this.entries.delete(nodeId);
    }
    return this.entries.size !== sizeBefore;
  }

  nodes(): DiscoveredNode[] {
    return [...this.entries.values()].map((entry) => entry.node);
  }
}

function factsOf(node: DiscoveredNode): string {
  const { raft, mqtt, relay } = node.ports;
  return [node.role, node.epoch, node.term, node.version, node.host, raft, mqtt, relay].join('|');
}
