import { Service, type ServiceRecord } from 'bonjour-service/dist/lib/service.js';
import { createHash } from 'node:crypto';
import type { MdnsChannel } from './mdns-channel.ts';
import type { NodeAdvertisement } from './node-record.ts';
import { encodeTxt } from './node-txt.ts';

/** A change is told at once and again, since one datagram in many is lost on Wi-Fi. */
const announceAgainAfterMs = [120, 400, 1_000];
const announceEveryMs = 20_000;
/** RFC 6762 §10 for records that name a host. A crashed node is forgotten after it. */
const ttlSeconds = 120;

/** What this process says of itself on a channel; one advertisement per channel. */
export class Advertisement {
  private readonly channel: MdnsChannel;
  private records: ServiceRecord[] = [];
  private again: NodeJS.Timeout[] = [];
  private readonly steady: NodeJS.Timeout;

  constructor(channel: MdnsChannel) {
    this.channel = channel;
    this.steady = setInterval(() => this.announce(), announceEveryMs).unref();
  }

  /** Says it anew to everybody. Throws a `RangeError` for what cannot be advertised. */
  update(node: NodeAdvertisement): void {
    this.records = recordsOf(node);
    this.channel.offer(this.records);
    this.again.forEach(clearTimeout);
    this.again = announceAgainAfterMs.map((ms) => setTimeout(() => this.announce(), ms).unref());
  }

  async stop(): Promise<void> {
    clearInterval(this.steady);
    this.again.forEach(clearTimeout);
    const { records } = this;
    this.records = [];
    if (records.length > 0) await this.channel.withdraw(records);
  }

  private announce(): void {
    if (this.records.length > 0) this.channel.announce(this.records);
  }
}

function recordsOf(node: NodeAdvertisement): ServiceRecord[] {
  const txt = encodeTxt(node);
  // Two sites may name their nodes alike; an instance's name must be one in the network.
  const site = createHash('sha256').update(node.siteId).digest('hex').slice(0, 8);
  const nothing = (): void => undefined;
  const service = new Service(
    {
      name: `${node.nodeId.slice(0, 54)}-${site}`,
      type: 'eyrie',
      // DNS-SD wants a port; ours are in the TXT.
      port: node.ports.mqtt || node.ports.relay || node.ports.raft || 9,
    },
    nothing,
    nothing,
  );
  return service.records().map((record) => ({
    ...record,
    ttl: ttlSeconds,
    ...(record.type === 'TXT' ? { data: txt } : {}),
  }));
}
