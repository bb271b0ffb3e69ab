import { type MdnsOptions, type MdnsState } from './mdns-options.ts';
import { type DiscoveredNode, type NodeAdvertisement, type NodePorts } from './node-record.ts';

/** A node of the configured list: the way that works where multicast is blocked. */
export interface StaticNode {
  host: string;
  ports: NodePorts;
  /** Left out where the installer knows the address alone; then it is `host:mqttPort`. */
  nodeId?: string;
}

export interface DirectoryOptions {
  /** Only this site's records are kept. */
  siteId: string;
  /** `false`: no multicast at all. */
  mdns?: MdnsOptions | false;
  static?: readonly StaticNode[];
  /** Told of every change of the multicast's state, for the caller's log. */
  onMdnsState?: (state: MdnsState) => void;
}

/** The coordinators of one site, as far as this process has heard of them. */
export interface Directory {
  /** All known nodes, static ones first, in a steady order. Hints: prove them by TLS. */
  nodes(): DiscoveredNode[];
  /**
   * In which order to try for the leader: the highest term's leader, then the last known good node,
   * then other leaders, then the rest. Nodes that failed within the last 30 s come last.
   */
  leaderCandidates(): DiscoveredNode[];
  /** `changed` runs soon after any change of `nodes()`, coalesced. Returns the unsubscription. */
  onChange(changed: (nodes: DiscoveredNode[]) => void): () => void;
  /** Advertises this process (siteId is the directory's), or replaces what it advertises. */
  publish(self: Omit<NodeAdvertisement, 'siteId'>): void;
  /** Call after TLS proved this node: its address is kept and survives floods and forgeries. */
  reportGood(node: DiscoveredNode): void;
  /** Call when a connection or its TLS failed: it is tried last for a while. */
  reportFailure(node: DiscoveredNode): void;
  /** Asks the network again at once (the leader was lost). */
  refresh(): void;
  mdnsState(): MdnsState;
  /** Says goodbye, when something was published, and frees the socket. Idempotent. */
  close(): Promise<void>;
}

/** Starts listening at once; never throws because of the network (see `mdnsState`). */
export function createDirectory(_options: DirectoryOptions): Directory {
  throw new Error('The directory is being built.');
}
