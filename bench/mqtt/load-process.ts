import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { formatTopic } from '@eyrie/contracts';
import type { IssuedIdentity } from '@eyrie/identity/testing';
import mqtt, { type MqttClient } from 'mqtt';
import { answerRequests } from '../harness/node-child.ts';
import { percentile } from '../harness/statistics.ts';

export interface ConnectRequest {
  readonly port: number;
  readonly siteId: string;
  readonly devices: readonly { readonly id: string; readonly identity: IssuedIdentity }[];
}

export interface FloodResult {
  readonly messages: number;
  readonly seconds: number;
}

/** Milliseconds from publish to PUBACK. */
export interface PacedResult extends FloodResult {
  readonly p50: number;
  readonly p99: number;
}

interface Publisher {
  readonly client: MqttClient;
  readonly topic: string;
}

/** The broker's certificate names a device and no address; that the site's CA gave it is enough. */
const anyOfTheSite: object = { checkServerIdentity: () => undefined };
const payload = randomBytes(200);
/** Of each connection: messages on their way without a PUBACK. */
const windowMax = 50;
const publishers: Publisher[] = [];

answerRequests({
  connect: async ({ port, siteId, devices }: ConnectRequest): Promise<void> => {
    // Some at a time: handshakes are what a broker is slowest at, and none may time out.
    for (let from = 0; from < devices.length; from += 20) {
      const some = devices.slice(from, from + 20);
      const connected = some.map(async ({ id, identity }) => ({
        client: await connect(port, id, identity),
        topic: formatTopic({ siteId, deviceId: id, kind: 'telemetry' }),
      }));
      publishers.push(...(await Promise.all(connected)));
    }
  },

  flood: async ({ seconds }: { seconds: number }): Promise<FloodResult> => {
    const startedAt = performance.now();
    const endAt = startedAt + seconds * 1000;
    let messages = 0;
    const lane = async ({ client, topic }: Publisher): Promise<void> => {
      while (performance.now() < endAt) {
        await client.publishAsync(topic, payload, { qos: 1 });
        messages += 1;
      }
    };
    const lanes = publishers.flatMap((publisher) =>
      Array.from({ length: windowMax }, () => lane(publisher)),
    );
    await Promise.all(lanes);
    return { messages, seconds: (performance.now() - startedAt) / 1000 };
  },

  /** Keeps to its timetable: a message that comes late is timed from when it was due. */
  paced: async ({ rate, seconds }: { rate: number; seconds: number }): Promise<PacedResult> => {
    const latencies: number[] = [];
    const underWay: Promise<void>[] = [];
    const startedAt = performance.now();
    const total = Math.round(rate * seconds);
    for (let sent = 0; sent < total;) {
      const due = Math.min(total, Math.floor(((performance.now() - startedAt) * rate) / 1000));
      for (; sent < due; sent += 1) {
        const publisher = publishers[sent % publishers.length];
        if (!publisher) throw new Error('Nobody is connected.');
        const dueAt = startedAt + (sent * 1000) / rate;
        const acknowledged = publisher.client
          .publishAsync(publisher.topic, payload, { qos: 1 })
          .then(() => void latencies.push(performance.now() - dueAt));
        underWay.push(acknowledged);
      }
      await delay(1);
    }
    await Promise.all(underWay);
    const took = (performance.now() - startedAt) / 1000;
    return {
      messages: latencies.length,
      seconds: took,
      p50: percentile(latencies, 50),
      p99: percentile(latencies, 99),
    };
  },
});

function connect(port: number, clientId: string, identity: IssuedIdentity): Promise<MqttClient> {
  const { key, cert, ca } = identity;
  const client = mqtt.connect(`mqtts://127.0.0.1:${port}`, {
    ...{ key, cert, ca, clientId, protocolVersion: 4, clean: true, keepalive: 60 },
    reconnectPeriod: 0,
    ...anyOfTheSite,
  });
  return new Promise((resolve, reject) => {
    client.once('connect', () => resolve(client));
    client.once('error', reject);
    client.once('close', () => reject(new Error('The broker turned a device away.')));
  });
}
