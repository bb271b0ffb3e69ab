import { Agent, request } from 'node:https';
import { formatTopic } from '@eyrie/contracts';
import type { IssuedIdentity } from '@eyrie/identity/testing';
import { connect, type MqttClient } from 'mqtt';

/** Somebody whom a site's leader takes records and pictures from. */
export interface Guest {
  readonly siteId: string;
  readonly deviceId: string;
  readonly identity: IssuedIdentity;
  readonly mqttPort: number;
  readonly relayPort: number;
}

/** Records by MQTT, pictures by HTTPS over a connection that is kept: as a worker sends them. */
export class BareDelivery {
  private constructor(
    private readonly guest: Guest,
    private readonly mqtt: MqttClient,
    private readonly agent: Agent,
  ) {}

  static async open(guest: Guest): Promise<BareDelivery> {
    const tls = { ...guest.identity, checkServerIdentity: () => undefined };
    const client = connect({
      protocol: 'mqtts',
      host: '127.0.0.1',
      port: guest.mqttPort,
      clientId: guest.deviceId,
      protocolVersion: 4,
      reconnectPeriod: 0,
      ...tls,
    });
    await new Promise<void>((resolve, reject) => {
      client.once('connect', () => resolve());
      client.once('error', reject);
    });
    return new BareDelivery(guest, client, new Agent({ ...tls, keepAlive: true }));
  }

  /** Resolves when the broker has it. */
  async publish(record: string): Promise<void> {
    const { siteId, deviceId } = this.guest;
    const topic = formatTopic({ siteId, deviceId, kind: 'frame' });
    await this.mqtt.publishAsync(topic, record, { qos: 1 });
  }

  put(sha256: string, bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          host: '127.0.0.1',
          port: this.guest.relayPort,
          agent: this.agent,
          method: 'PUT',
          path: `/blobs/${sha256}`,
          headers: { 'content-type': 'image/jpeg', 'content-length': bytes.length },
        },
        (answer) => {
          answer.resume();
          answer.on('error', reject);
          answer.on('end', () => {
            if (answer.statusCode === 201) resolve();
            else reject(new Error(`The site answered with ${answer.statusCode}.`));
          });
        },
      );
      asked.on('error', reject);
      asked.end(bytes);
    });
  }
}
