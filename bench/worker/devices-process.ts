import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { IssuedIdentity } from '@eyrie/identity/testing';
import { DeviceClient } from '../../apps/edge-coordinator/src/testing/device-client.ts';
import { telemetryRecord } from '../../apps/edge-coordinator/src/testing/site-fixture.ts';
import { answerRequests } from '../harness/node-child.ts';

export interface DevicesRequest {
  readonly siteId: string;
  readonly mqttPort: number;
  readonly relayPort: number;
  readonly devices: readonly { deviceId: string; identity: IssuedIdentity }[];
  readonly seconds: number;
}

export interface DevicesResult {
  readonly records: number;
  readonly pictures: number;
}

const recordEveryMs = 1_000;
const pictureEveryMs = 5_000;
const pictureBytes = 200_000;

// Workers as a coordinator sees them: each a connection to its broker, and pictures by its relay.
answerRequests({
  run: async (asked: DevicesRequest): Promise<DevicesResult> => {
    const { devices, seconds } = asked;
    const until = Date.now() + seconds * 1_000;
    const all = await Promise.all(devices.map((device) => live(asked, device, until)));
    const sum = (of: (one: DevicesResult) => number): number =>
      all.reduce((before, one) => before + of(one), 0);
    return { records: sum(({ records }) => records), pictures: sum(({ pictures }) => pictures) };
  },
});

async function live(
  { siteId, mqttPort, relayPort }: DevicesRequest,
  { deviceId, identity }: DevicesRequest['devices'][number],
  until: number,
): Promise<DevicesResult> {
  const device = await connected(() => DeviceClient.connect(siteId, deviceId, identity, mqttPort));
  const agent = new Agent({ ...identity, keepAlive: true, checkServerIdentity: () => undefined });
  const bootEpoch = randomUUID();
  // They were not all switched on at once.
  await delay(Math.random() * recordEveryMs);
  let [records, pictures] = [0, 0];
  let pictureAt = Date.now() + Math.random() * pictureEveryMs;
  while (Date.now() < until) {
    records += 1;
    await device.send(telemetryRecord(bootEpoch, records));
    if (Date.now() >= pictureAt) {
      pictureAt += pictureEveryMs;
      // A leader that is just being replaced takes none: a worker tries again later.
      if (await put(relayPort, agent, randomBytes(pictureBytes))) pictures += 1;
    }
    await delay(recordEveryMs);
  }
  agent.destroy();
  await device.end();
  return { records, pictures };
}

/** A leader that has just been elected, with all its workers at once, may turn some away at first. */
async function connected(connect: () => Promise<DeviceClient>, tries = 10): Promise<DeviceClient> {
  try {
    return await connect();
  } catch (error) {
    if (tries <= 1) throw error;
    await delay(1_000);
    return connected(connect, tries - 1);
  }
}

function put(port: number, agent: Agent, bytes: Buffer): Promise<boolean> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return new Promise((resolve) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        agent,
        method: 'PUT',
        path: `/blobs/${sha256}`,
        headers: { 'content-type': 'image/jpeg', 'content-length': bytes.length },
      },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode === 201));
      },
    );
    sent.on('error', () => resolve(false));
    sent.end(bytes);
  });
}
