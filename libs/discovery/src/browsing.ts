import type { MdnsChannel } from './mdns-channel.ts';
import { NodeCache } from './node-cache.ts';
import type { DiscoveredNode } from './node-record.ts';
import { parseTxt } from './node-txt.ts';

const nodesMax = 256;
const ttlMsMax = 120_000;
const queryEveryMsFirst = 1_000;
const queryEveryMsMax = 15_000;
const queryGapMs = 200;
const sweepEveryMs = 250;

/** Listens for one site's nodes on a channel, and asks for them: often at first, then rarely. */
export class Browsing {
  private readonly channel: MdnsChannel;
  private readonly cache = new NodeCache(nodesMax);
  private readonly sweeper: NodeJS.Timeout;
  private queryTimer: NodeJS.Timeout | undefined;
  private queryEveryMs = queryEveryMsFirst;
  private queriedAt = Number.NEGATIVE_INFINITY;
  private isStopped = false;

  constructor(channel: MdnsChannel, siteId: string, changed: () => void) {
    this.channel = channel;
    channel.onTxt(({ ttlSeconds, data }) => {
      if (this.isStopped) return;
      const node = parseTxt(data);
      if (node?.siteId !== siteId) return;
      const now = Date.now();
      if (ttlSeconds > 0) {
        if (this.cache.hear(node, Math.min(ttlSeconds * 1_000, ttlMsMax), now)) changed();
        return;
      }
      this.cache.goodbye(node.nodeId, now);
      // Anybody can say goodbye for a node: if it is there, its answer keeps it in the list.
      this.query();
    });
    this.sweeper = setInterval(() => {
      if (this.cache.expire(Date.now())) changed();
    }, sweepEveryMs).unref();
    this.refresh();
  }

  nodes(): DiscoveredNode[] {
    return this.cache.nodes();
  }

  /** Asks now, and begins anew with asking often. */
  refresh(): void {
    this.queryEveryMs = queryEveryMsFirst;
    clearTimeout(this.queryTimer);
    this.query();
    this.queryLater();
  }

  stop(): void {
    this.isStopped = true;
    clearInterval(this.sweeper);
    clearTimeout(this.queryTimer);
  }

  private queryLater(): void {
    // Up to a quarter more, so that the nodes of a site do not ask in step.
    const delayMs = this.queryEveryMs * (1 + Math.random() / 4);
    this.queryTimer = setTimeout(() => {
      this.queryEveryMs = Math.min(this.queryEveryMs * 2, queryEveryMsMax);
      this.query();
      this.queryLater();
    }, delayMs).unref();
  }

  private query(): void {
    const now = performance.now();
    if (this.isStopped || now - this.queriedAt < queryGapMs) return;
    this.queriedAt = now;
    this.channel.query();
  }
}
