import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import {
  formatTopic,
  parseTopic,
  type DesiredConfiguration,
  type SignedCommand,
} from '@eyrie/contracts';
import { Aedes } from 'aedes';
import type { FakeCloud, FakeDevice } from './fake-cloud.ts';
import type { IssuedIdentity } from '@eyrie/identity/testing';

export interface FakeLeaderOptions {
  readonly cloud: FakeCloud;
  readonly device: FakeDevice;
  readonly tls: IssuedIdentity;
  readonly desired: () => DesiredConfiguration | null;
  /** Whether a record gets lost between broker and cloud. */
  readonly isLost?: () => boolean;
}

/** A leading coordinator as a worker sees it: a broker and a relay, under the site's CA. */
export class FakeLeader {
  mqttPort = 0;
  relayPort = 0;
  readonly heard: { kind: string; payload: string }[] = [];
  private aedes: Aedes | null = null;
  private broker: TlsServer | null = null;
  private relay: HttpsServer | null = null;
  private readonly sockets = new Set<Socket>();

  constructor(private readonly options: FakeLeaderOptions) {}

  /** Starts, again on the ports of the first time. */
  async start(): Promise<void> {
    const { tls } = this.options;
    const secure = { ...tls, requestCert: true, rejectUnauthorized: true };
    const aedes = await Aedes.createBroker();
    this.aedes = aedes;
    aedes.authenticate = (client, _user, _password, done) => {
      done(null, client.id === this.options.device.deviceId);
    };
    aedes.on('publish', ({ topic, payload }, client) => {
      if (client) this.hear(topic, payload.toString());
    });
    this.broker = createTlsServer(secure, (socket) => {
      aedes.handle(socket);
    });
    this.relay = createHttpsServer(secure, (request, response) => {
      const sha256 = request.url?.replace('/blobs/', '') ?? '';
      if (request.method === 'HEAD') {
        response.writeHead(this.options.cloud.blobs.has(sha256) ? 200 : 404).end();
        return;
      }
      this.options.cloud.putBlob(sha256, request, response).catch(() => response.destroy());
    });
    this.mqttPort = await this.listen(this.broker, this.mqttPort);
    this.relayPort = await this.listen(this.relay, this.relayPort);
    await this.publishDesired();
  }

  /** Dies as by SIGKILL: nobody is told. */
  async kill(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    const closed = [this.broker, this.relay].map(
      (server) =>
        new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())),
    );
    this.relay?.closeAllConnections();
    await Promise.all(closed);
    const { aedes } = this;
    this.aedes = null;
    if (aedes) await new Promise<void>((resolve) => aedes.close(() => resolve()));
  }

  async publishDesired(): Promise<void> {
    const desired = this.options.desired();
    if (desired) await this.publish('config/desired', desired);
  }

  async publishReceipts(): Promise<void> {
    await this.publish('acked', { receipts: this.options.cloud.records.receipts() });
  }

  /** Hands on what the cloud orders. */
  async order(command: SignedCommand): Promise<void> {
    await this.publish('command', command);
  }

  private hear(name: string, payload: string): void {
    const topic = parseTopic(name);
    if (topic?.deviceId !== this.options.device.deviceId) return;
    const { kind } = topic;
    this.heard.push({ kind, payload });
    if (!['telemetry', 'event', 'frame', 'tombstone'].includes(kind)) return;
    const { cloud, isLost } = this.options;
    if (isLost?.() || cloud.isDown()) return;
    cloud.ingest(JSON.parse(payload));
    void this.publishReceipts();
  }

  private async publish(
    kind: 'acked' | 'config/desired' | 'command',
    message: unknown,
  ): Promise<void> {
    const { aedes } = this;
    const { siteId, deviceId } = this.options.device;
    if (!aedes) return;
    await new Promise<void>((resolve) =>
      aedes.publish(
        {
          cmd: 'publish',
          topic: formatTopic({ siteId, deviceId, kind }),
          payload: Buffer.from(JSON.stringify(message)),
          qos: 1,
          retain: kind !== 'command',
          dup: false,
        },
        () => resolve(),
      ),
    );
  }

  private async listen(server: TlsServer | HttpsServer, port: number): Promise<number> {
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
      socket.on('error', () => undefined);
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return (server.address() as AddressInfo).port;
  }
}
