/**
 * A node's place in the site's Raft cluster. `unknown` is a word of a newer version, or a node of
 * the static list that was not heard yet.
 */
export type NodeRole =
  'leader' | 'follower' | 'candidate' | 'pre-candidate' | 'learner' | 'unknown';

/** TCP ports of a node; 0 where it does not serve. */
export interface NodePorts {
  raft: number;
  mqtt: number;
  relay: number;
}

/** What a node says of itself (the TXT record). A hint: nothing in it is proved. */
export interface NodeAdvertisement {
  siteId: string;
  nodeId: string;
  role: NodeRole;
  /** The site epoch that its group belongs to; 0 where unknown (nodes before 0.2 do not tell). */
  epoch: number;
  /** Raft's term, 0 where unknown. */
  term: number;
  /** The software's version, '' where unknown. */
  version: string;
  /** An address or a host name that others at the site can reach. */
  host: string;
  ports: NodePorts;
}

/** An advertisement as this process knows it. */
export interface DiscoveredNode extends NodeAdvertisement {
  /** Unix time in milliseconds when it was last heard by mDNS; 0 where never. */
  lastSeenAt: number;
  /** `static`: the address comes from the configured list (role and term may still be heard). */
  source: 'mdns' | 'static';
}
