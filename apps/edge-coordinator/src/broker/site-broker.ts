import {
  Aedes,
  type AedesOptions,
  type AuthenticateError,
  type Client,
  type PublishPacket,
} from 'aedes';
import { formatTopic, parseTopic, type TopicKind } from '@eyrie/contracts';
import type { TlsIdentity } from '@eyrie/identity';
import type { BrokerCounters, Rejection } from '../metrics/counters.ts';
import type { RareLog } from '../metrics/rare-log.ts';
import { GuardedConnection } from './guarded-connection.ts';
import {
  whyNotConnect,
  whyNotPublish,
  whyNotSubscribe,
  type ConnectRequest,
} from './permissions.ts';
import { TlsDoor } from './tls-door.ts';

/** A message of a device, named by its connection and topic; never by what it says of itself. */
export interface DeviceMessage {
  readonly deviceId: string;
  readonly kind: TopicKind;
  readonly payload: Buffer;
}

export interface SiteBrokerOptions {
  readonly siteId: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly tls: TlsIdentity;
  /** Whether the device is one of the site, with the certificate of that serial number. */
  readonly isMember: (deviceId: string, serial: string) => boolean;
  readonly onMessage: (message: DeviceMessage) => void;
  /** A device came or went. */
  readonly onPresence: () => void;
  /** A device reads that kind of message from now on. */
  readonly onReader?: (deviceId: string, kind: TopicKind) => void;
  readonly counters: BrokerCounters;
  readonly rareLog: RareLog;
  readonly limits?: Partial<BrokerLimits>;
}

/** Lengths in bytes, times in ms. */
export interface BrokerLimits {
  readonly beforeAcceptedMax: number;
  readonly packetMax: number;
  readonly socketsMax: number;
  readonly socketsPerAddressMax: number;
  readonly packetsPerSecond: number;
  readonly packetsBurst: number;
  readonly connectMsMax: number;
  /** How long a client may leave what it is sent unread. */
  readonly drainMsMax: number;
}

const defaultLimits: BrokerLimits = {
  beforeAcceptedMax: 4 * 1024,
  packetMax: 256 * 1024,
  socketsMax: 512,
  socketsPerAddressMax: 64,
  packetsPerSecond: 1_000,
  packetsBurst: 4_000,
  connectMsMax: 5_000,
  drainMsMax: 10_000,
};

interface Visitor {
  readonly connection: GuardedConnection;
  readonly commonName: string | null;
  readonly serial: string;
  readonly address: string;
  connect: ConnectRequest | null;
}

/**
 * The site's MQTT broker, on the leading coordinator. aedes lets everybody do everything; who may do
 * what, and how much, is decided here. It keeps no sessions: receipts remember, not the broker.
 */
export class SiteBroker {
  readonly #options: SiteBrokerOptions;
  readonly #limits: BrokerLimits;
  readonly #visitors = new WeakMap<object, Visitor>();
  readonly #clients = new Map<string, Client>();
  #aedes: Aedes;
  #door: TlsDoor;

  private constructor(options: SiteBrokerOptions) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
  }

  static async start(options: SiteBrokerOptions): Promise<SiteBroker> {
    const broker = new SiteBroker(options);
    broker.#aedes = await Aedes.createBroker(broker.#aedesOptions());
    broker.#listenToAedes();
    try {
      broker.#door = await TlsDoor.open({
        host: options.host,
        port: options.port,
        tls: options.tls,
        socketsMax: broker.#limits.socketsMax,
        socketsPerAddressMax: broker.#limits.socketsPerAddressMax,
        onConnection: (socket, { commonName, serial }, address) => {
          const connection = new GuardedConnection(socket, {
            limits: broker.#limits,
            packetsPerSecond: broker.#limits.packetsPerSecond,
            packetsBurst: broker.#limits.packetsBurst,
            onFault: (fault) =>
              broker.#reject(fault, commonName ?? address, { address, commonName }),
          });
          const client = broker.#aedes.handle(connection);
          broker.#visitors.set(client, { connection, commonName, serial, address, connect: null });
        },
        onRejected: (reason, address, detail) =>
          broker.#reject(reason, address, { address, detail }),
      });
    } catch (error) {
      await broker.#closeAedes();
      throw error;
    }
    return broker;
  }

  get port(): number {
    return this.#door.port;
  }

  /** Ids of the devices that are connected now. */
  clients(): string[] {
    return [...this.#clients.keys()].sort();
  }

  /** A retained message for a device; null takes it back. */
  publishRetained(
    deviceId: string,
    kind: 'acked' | 'config/desired',
    message: object | null,
  ): void {
    const topic = formatTopic({ siteId: this.#options.siteId, deviceId, kind });
    const payload = message === null ? '' : JSON.stringify(message);
    this.#send({ cmd: 'publish', topic, payload, qos: 1, retain: true, dup: false }, kind);
  }

  /** A message for a device that listens now; nothing of it is kept. */
  publish(deviceId: string, kind: 'command', message: object): void {
    const topic = formatTopic({ siteId: this.#options.siteId, deviceId, kind });
    const payload = JSON.stringify(message);
    this.#send({ cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false }, kind);
  }

  /** See `TlsDoor.useCertificate`. */
  useCertificate(tls: TlsIdentity): void {
    this.#door.useCertificate(tls);
  }

  /** Ends the connections of devices that are no longer of the site. */
  disconnectStrangers(): void {
    for (const [deviceId, client] of this.#clients) {
      if (!this.#isMember(deviceId, client)) client.close();
    }
  }

  /** Ends the connections of all; they may come again. */
  disconnectAll(): void {
    for (const client of this.#clients.values()) client.close();
  }

  /** Ends every connection at once; resolves when the port is free again. */
  async close(): Promise<void> {
    await this.#door.close();
    await this.#closeAedes();
  }

  #send(packet: PublishPacket, kind: TopicKind): void {
    this.#aedes.publish(packet, (error) => {
      if (error)
        this.#options.rareLog.warn('broker_publish_failed', kind, { reason: error.message });
    });
  }

  #closeAedes(): Promise<void> {
    return new Promise((resolve) => this.#aedes.close(() => resolve()));
  }

  #aedesOptions(): AedesOptions {
    return {
      connectTimeout: this.#limits.connectMsMax,
      drainTimeout: this.#limits.drainMsMax,
      maxInflightInbound: 1,
      maxTopicLevels: 8,
      preConnect: (client, packet, done) => {
        const visitor = this.#visitors.get(client);
        if (visitor) {
          visitor.connect = {
            clientId: packet.clientId,
            cleanSession: packet.clean === true,
            keepAliveSeconds: packet.keepalive ?? 0,
            will: packet.will
              ? {
                  topic: packet.will.topic,
                  qos: packet.will.qos ?? 0,
                  retain: packet.will.retain === true,
                }
              : null,
          };
        }
        done(null, visitor !== undefined);
      },
      authenticate: (client, _username, _password, done) => {
        const error = this.#judgeConnect(client);
        if (error) done(error, false);
        else done(null, true);
      },
      authorizePublish: (client, packet, done) => {
        const deviceId = client ? this.#deviceOf(client) : null;
        const reason = deviceId
          ? whyNotPublish(
              { siteId: this.#options.siteId, deviceId },
              { topic: packet.topic, qos: packet.qos, retain: packet.retain },
            )
          : 'nobody proved who this is';
        if (reason === null) {
          done(null);
          return;
        }
        this.#reject('publish-denied', deviceId ?? 'nobody', { deviceId, reason });
        done(new Error(reason));
      },
      authorizeSubscribe: (client, subscription, done) => {
        const deviceId = this.#deviceOf(client);
        const reason = deviceId
          ? whyNotSubscribe({ siteId: this.#options.siteId, deviceId }, subscription)
          : 'nobody proved who this is';
        if (reason !== null) {
          this.#reject('subscribe-denied', deviceId ?? 'nobody', { deviceId, reason });
        }
        done(null, reason === null ? subscription : null);
      },
      published: (packet, client, done) => {
        // No client: the broker's own messages.
        const deviceId = (client as Client | null) ? this.#deviceOf(client) : null;
        const topic = deviceId ? parseTopic(packet.topic) : null;
        if (deviceId && topic?.deviceId === deviceId) {
          this.#options.counters.message(topic.kind);
          this.#options.onMessage({
            deviceId,
            kind: topic.kind,
            payload: Buffer.from(packet.payload),
          });
        }
        done(null);
      },
    };
  }

  #judgeConnect(client: Client): AuthenticateError | null {
    const visitor = this.#visitors.get(client);
    if (!visitor?.connect)
      return Object.assign(new Error('no connection request'), { returnCode: 5 });
    const { siteId, counters, rareLog } = this.#options;
    const isMember = (deviceId: string): boolean => this.#isMember(deviceId, client);
    const refusal = whyNotConnect(siteId, visitor.commonName, isMember, visitor.connect);
    if (refusal) {
      const { address, commonName } = visitor;
      this.#reject('not-authorised', address, { address, commonName, reason: refusal.reason });
      return Object.assign(new Error(refusal.reason), { returnCode: refusal.returnCode });
    }
    const deviceId = visitor.connect.clientId;
    if (this.#clients.has(deviceId)) {
      counters.evicted();
      rareLog.warn('broker_client_evicted', deviceId, { deviceId, address: visitor.address });
    }
    visitor.connection.accept();
    return null;
  }

  #listenToAedes(): void {
    const { onPresence, rareLog } = this.#options;
    this.#aedes.on('clientReady', (client) => {
      this.#clients.set(client.id, client);
      // It may have left the site while its connection was being set up.
      if (!this.#isMember(client.id, client)) client.close();
      onPresence();
    });
    this.#aedes.on('clientDisconnect', (client) => {
      // The evicted one of two connections goes after the new one has come.
      if (this.#clients.get(client.id) !== client) return;
      this.#clients.delete(client.id);
      onPresence();
    });
    this.#aedes.on('subscribe', (subscriptions, client) => {
      const deviceId = this.#deviceOf(client);
      for (const { topic } of subscriptions) {
        const parsed = parseTopic(topic);
        if (deviceId && parsed) this.#options.onReader?.(deviceId, parsed.kind);
      }
    });
    this.#aedes.on('connectionError', (client, error) => {
      const address = this.#visitors.get(client)?.address ?? 'gone';
      const slow = error.message === 'connect did not arrive in time';
      this.#reject(slow ? 'too-slow-to-connect' : 'malformed', address, {
        address,
        reason: error.message.slice(0, 200),
      });
    });
    this.#aedes.on('clientError', (client, error) => {
      rareLog.warn('broker_client_error', client.id, {
        deviceId: client.id,
        reason: error.message.slice(0, 200),
      });
    });
  }

  #isMember(deviceId: string, client: Client): boolean {
    return this.#options.isMember(deviceId, this.#visitors.get(client)?.serial ?? '');
  }

  /** Who is behind an accepted connection. */
  #deviceOf(client: Client): string | null {
    const visitor = this.#visitors.get(client);
    return visitor?.connect && client.id === visitor.commonName ? visitor.commonName : null;
  }

  #reject(reason: Rejection, key: string, fields: Record<string, unknown>): void {
    this.#options.counters.rejected(reason);
    this.#options.rareLog.warn('broker_rejected', `${reason} ${key}`, { what: reason, ...fields });
  }
}
