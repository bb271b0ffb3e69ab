import { Advertisement } from './advertisement.ts';
import { Browsing } from './browsing.ts';
import { endpointOf, orderCandidates } from './leader-order.ts';
import { MdnsChannel } from './mdns-channel.ts';
import type { MdnsOptions, MdnsState } from './mdns-options.ts';
import type { DiscoveredNode, NodeAdvertisement } from './node-record.ts';
import { mergeNodes, toDiscovered, type StaticNode } from './static-nodes.ts';

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
export function createDirectory(options: DirectoryOptions): Directory {
  return new SiteDirectory(options);
}

const failureMs = 30_000;
const failuresMax = 256;
const changeDelayMs = 20;

class SiteDirectory implements Directory {
  private readonly siteId: string;
  private readonly staticNodes: readonly DiscoveredNode[];
  private readonly channel: MdnsChannel | null;
  private readonly browsing: Browsing | null;
  private advertisement: Advertisement | null = null;
  private readonly listeners = new Set<(nodes: DiscoveredNode[]) => void>();
  private changeTimer: NodeJS.Timeout | undefined;
  private knownGood: DiscoveredNode | null = null;
  /** By endpoint, when it failed last; the oldest first. */
  private readonly failures = new Map<string, number>();
  private closing: Promise<void> | null = null;

  constructor(options: DirectoryOptions) {
    const { siteId, mdns = {}, onMdnsState = () => undefined } = options;
    this.siteId = siteId;
    this.staticNodes = (options.static ?? []).map((node) => toDiscovered(node, siteId));
    this.channel = mdns === false ? null : new MdnsChannel(mdns, onMdnsState);
    this.browsing = this.channel && new Browsing(this.channel, siteId, () => this.changedSoon());
  }

  nodes(): DiscoveredNode[] {
    return mergeNodes(this.staticNodes, this.browsing?.nodes() ?? []);
  }

  leaderCandidates(): DiscoveredNode[] {
    const since = performance.now() - failureMs;
    return orderCandidates(
      this.nodes(),
      this.knownGood,
      (endpoint) => (this.failures.get(endpoint) ?? Number.NEGATIVE_INFINITY) > since,
    );
  }

  onChange(changed: (nodes: DiscoveredNode[]) => void): () => void {
    this.listeners.add(changed);
    return () => void this.listeners.delete(changed);
  }

  publish(self: Omit<NodeAdvertisement, 'siteId'>): void {
    if (this.channel === null || this.closing !== null) return;
    this.advertisement ??= new Advertisement(this.channel);
    this.advertisement.update({ ...self, siteId: this.siteId });
  }

  reportGood(node: DiscoveredNode): void {
    this.knownGood = node;
    this.failures.delete(endpointOf(node));
  }

  reportFailure(node: DiscoveredNode): void {
    const endpoint = endpointOf(node);
    this.failures.delete(endpoint);
    this.failures.set(endpoint, performance.now());
    const [oldest] = this.failures.keys();
    if (this.failures.size > failuresMax && oldest !== undefined) this.failures.delete(oldest);
  }

  refresh(): void {
    this.browsing?.refresh();
  }

  mdnsState(): MdnsState {
    return this.channel?.state ?? { state: 'closed' };
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    clearTimeout(this.changeTimer);
    this.listeners.clear();
    this.browsing?.stop();
    await this.advertisement?.stop();
    await this.channel?.close();
  }

  private changedSoon(): void {
    if (this.closing !== null) return;
    // Gathers what comes at once: a flood of records must not become a flood of calls.
    this.changeTimer ??= setTimeout(() => {
      this.changeTimer = undefined;
      const nodes = this.nodes();
      for (const listener of this.listeners) listener(nodes);
    }, changeDelayMs).unref();
  }
}
