import { Server } from 'bonjour-service/dist/lib/mdns-server.js';
import type { ServiceRecord } from 'bonjour-service/dist/lib/service.js';
import type { MdnsOptions, MdnsState } from './mdns-options.ts';

export const serviceName = '_eyrie._tcp.local';

/** One packet of ours has a handful of records; more in one packet are not read. */
const recordsPerPacketMax = 64;

/** What we use of multicast-dns, which has no types of its own. */
interface Mdns {
  on(
    event: 'response',
    heard: (packet: { answers?: unknown; additionals?: unknown }) => void,
  ): void;
  on(event: 'ready' | 'networkInterface', listener: () => void): void;
  on(event: 'error' | 'warning', listener: (error: Error) => void): void;
  query(question: { questions: object[] }, sent: (error?: Error | null) => void): void;
  respond(answer: { answers: object[] }, sent: (error?: Error | null) => void): void;
  destroy(closed: () => void): void;
}

/** A TXT record of our service type as it came; a ttl of 0 is a goodbye. */
export interface HeardTxt {
  ttlSeconds: number;
  data: unknown;
}

/** The multicast socket, with bonjour-service's responder on it. Errors become its state. */
export class MdnsChannel {
  private readonly server: Server;
  private readonly mdns: Mdns;
  private readonly onState: (state: MdnsState) => void;
  private current: MdnsState = { state: 'starting' };
  private hasJoined = false;

  constructor(options: MdnsOptions, onState: (state: MdnsState) => void) {
    this.onState = onState;
    const socket = {
      ...(options.interface === undefined ? {} : { interface: options.interface }),
      port: options.port ?? 5353,
      // A socket bound to one address does not hear the group; `interface` alone would bind to it.
      bind: '0.0.0.0',
    };
    const failed = (error: Error): void =>
      this.move({ state: 'unavailable', reason: error.message });
    this.server = new Server(socket, failed);
    this.mdns = this.server.mdns as Mdns;
    this.mdns.on('error', failed);
    this.mdns.on('warning', (error) => {
      // Packets that cannot be decoded come by here too; only the system's errors concern us, and
      // of several interfaces one that can be joined is enough.
      if ('syscall' in error && !this.hasJoined) failed(error);
    });
    // Emitted once the group was joined on an interface, at the start or later.
    this.mdns.on('networkInterface', () => {
      this.hasJoined = true;
      this.move({ state: 'ready' });
    });
  }

  get state(): MdnsState {
    return this.current;
  }

  /** Replaces what this process answers and announces it once. */
  offer(records: ServiceRecord[]): void {
    this.server.unregister(records);
    this.server.register(records);
    this.announce(records);
  }

  announce(records: ServiceRecord[]): void {
    if (this.current.state !== 'closed') this.mdns.respond({ answers: records }, this.sent);
  }

  /** Stops answering and tells everybody that these records are gone. */
  withdraw(records: ServiceRecord[]): Promise<void> {
    this.server.unregister(records);
    const goodbye = records.map((record) => ({ ...record, ttl: 0 }));
    return new Promise((resolve) => {
      this.mdns.respond({ answers: goodbye }, (error) => {
        this.sent(error);
        resolve();
      });
    });
  }

  query(): void {
    const questions = [{ name: serviceName, type: 'PTR' }];
    if (this.current.state !== 'closed') this.mdns.query({ questions }, this.sent);
  }

  onTxt(heard: (txt: HeardTxt) => void): void {
    this.mdns.on('response', (packet) => {
      const records = [packet.answers, packet.additionals].flatMap((part): unknown[] =>
        Array.isArray(part) ? part : [],
      );
      for (const record of records.slice(0, recordsPerPacketMax)) {
        const { type, name, ttl, data } = record as Record<string, unknown>;
        if (type !== 'TXT' || typeof name !== 'string' || typeof ttl !== 'number') continue;
        if (!name.toLowerCase().endsWith(`.${serviceName}`)) continue;
        heard({ ttlSeconds: ttl, data });
      }
    });
  }

  close(): Promise<void> {
    if (this.current.state === 'closed') return Promise.resolve();
    this.move({ state: 'closed' });
    return new Promise((resolve) => this.mdns.destroy(resolve));
  }

  private readonly sent = (error?: Error | null): void => {
    if (error) this.move({ state: 'unavailable', reason: error.message });
    else if (this.hasJoined) this.move({ state: 'ready' });
  };

  private move(next: MdnsState): void {
    const isSame = JSON.stringify(next) === JSON.stringify(this.current);
    if (this.current.state === 'closed' || isSame) return;
    this.current = next;
    this.onState(next);
  }
}
