import {
  ackedMessageSchema,
  formatTopic,
  type AckedMessage,
  type DeviceRecord,
} from '@eyrie/contracts';
import type { IssuedIdentity } from '@eyrie/identity/testing';
import mqtt, { type MqttClient } from 'mqtt';

/** A worker as the broker sees it: connected, listening for its receipts. */
export class DeviceClient {
  readonly deviceId: string;
  readonly siteId: string;
  readonly mqtt: MqttClient;
  /** The last `acked`. */
  acked: AckedMessage = { receipts: [] };
  /** The last `config/desired`. */
  desired: { version: number } | null = null;

  private constructor(siteId: string, deviceId: string, client: MqttClient) {
    this.siteId = siteId;
    this.deviceId = deviceId;
    this.mqtt = client;
  }

  static async connect(
    siteId: string,
    deviceId: string,
    identity: IssuedIdentity,
    port: number,
  ): Promise<DeviceClient> {
    const tls = { ...identity, checkServerIdentity: () => undefined };
    const client = mqtt.connect(`mqtts://127.0.0.1:${port}`, {
      ...tls,
      clientId: deviceId,
      protocolVersion: 4,
      reconnectPeriod: 0,
    });
    client.on('error', () => undefined);
    const device = new DeviceClient(siteId, deviceId, client);
    client.on('message', (topic, payload) => {
      const message: unknown = JSON.parse(payload.toString('utf8'));
      if (topic === device.topic('acked')) device.acked = ackedMessageSchema.parse(message);
      else device.desired = message as { version: number };
    });
    await new Promise<void>((resolve, reject) => {
      client.once('connect', () => resolve());
      client.once('close', () => reject(new Error('The broker turned the device away.')));
    });
    await client.subscribeAsync([device.topic('acked'), device.topic('config/desired')], {
      qos: 1,
    });
    return device;
  }

  topic(kind: 'acked' | 'config/desired' | 'config/reported' | 'telemetry'): string {
    return formatTopic({ siteId: this.siteId, deviceId: this.deviceId, kind });
  }

  async send(record: DeviceRecord | Record<string, unknown>): Promise<void> {
    await this.mqtt.publishAsync(this.topic('telemetry'), JSON.stringify(record), { qos: 1 });
  }

  /** What the receipts say of a boot epoch. */
  have(bootEpoch: string): [number, number][] {
    return this.acked.receipts.find((receipt) => receipt.bootEpoch === bootEpoch)?.have ?? [];
  }

  end(): Promise<void> {
    return this.mqtt.endAsync(true);
  }
}
