import {
  deviceStatusMessageSchema,
  formatTopic,
  parseTopic,
  type TopicKind,
} from '@eyrie/contracts';
import type { TlsIdentity } from '@eyrie/identity';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { checkSiteServer } from './server-identity.ts';
import { TurnedAway, type OpenSession, type Session } from './session.ts';

export interface MqttSessionOptions {
  readonly siteId: string;
  readonly deviceId: string;
  readonly bootEpoch: string;
  readonly tls: TlsIdentity;
}

/** What this worker makes use of. */
const readKinds: readonly TopicKind[] = ['config/desired', 'acked', 'command'];
const connectMs = 5_000;
/** MQTT 3.1.1, table 3.1. */
const notAuthorised = 5;
const keepaliveSeconds = 5;
const goodbyeMs = 1_000;

/** Sessions of this device: MQTT 3.1.1 over mutual TLS; what waits unsent waits in the journal. */
export function mqttSessions(options: MqttSessionOptions): OpenSession {
  const { siteId, deviceId, bootEpoch, tls } = options;
  const topic = (kind: TopicKind): string => formatTopic({ siteId, deviceId, kind });
  const status = (online: boolean): string =>
    JSON.stringify(deviceStatusMessageSchema.parse({ online, bootEpoch }));

  return async (node, handlers, signal) => {
    const settings: IClientOptions & { checkServerIdentity: typeof checkSiteServer } = {
      protocol: 'mqtts',
      host: node.host,
      port: node.ports.mqtt,
      protocolVersion: 4,
      clean: true,
      clientId: deviceId,
      ...tls,
      rejectUnauthorized: true,
      checkServerIdentity: checkSiteServer,
      keepalive: keepaliveSeconds,
      connectTimeout: connectMs,
      // One client per connection: which node to try next, and when, is decided elsewhere.
      reconnectPeriod: 0,
      resubscribe: false,
      // Or a buffer is made for each of the 65,536 numbers of a packet: 9 MB.
      writeCache: false,
      will: { topic: topic('status'), payload: Buffer.from(status(false)), qos: 1, retain: true },
    };
    const client = connect(settings);
    client.on('message', (name, payload) => {
      const parsed = parseTopic(name);
      if (parsed?.deviceId === deviceId) handlers.onMessage(parsed.kind, payload);
    });
    const ended = endOf(client);
    try {
      await connected(client, ended, signal);
      await acknowledged(
        client.subscribeAsync(readKinds.map(topic), { qos: 1 }),
        ended,
        'subscribe',
      );
      await acknowledged(
        client.publishAsync(topic('status'), status(true), { qos: 1, retain: true }),
        ended,
        'publish status',
      );
    } catch (error) {
      client.end(true);
      throw error;
    }
    return sessionOf(client, node, ended, topic, status(false));
  };
}

function sessionOf(
  client: MqttClient,
  node: Session['node'],
  ended: Promise<string>,
  topic: (kind: TopicKind) => string,
  offline: string,
): Session {
  return {
    node,
    ended,
    async publish(kind, payload, { retain = false } = {}) {
      await acknowledged(
        client.publishAsync(topic(kind), payload, { qos: 1, retain }),
        ended,
        kind,
      );
    },
    async close() {
      // A goodbye suppresses the last will, so it is said by hand; a dead broker gets no patience.
      const goodbye = client.connected
        ? client.publishAsync(topic('status'), offline, { qos: 1, retain: true }).catch(() => null)
        : Promise.resolve(null);
      const patience = new Promise((resolve) => setTimeout(resolve, goodbyeMs).unref());
      await Promise.race([goodbye, patience, ended]);
      client.end(true);
      await ended;
    },
  };
}

/**
 * Where the broker does not trust us the client hears 'close' and never 'error'; where we do not
 * trust it, 'error' comes first.
 */
function endOf(client: MqttClient): Promise<string> {
  return new Promise((resolve) => {
    let reason = 'the connection was closed';
    client.on('error', (error) => {
      reason = error.message;
      client.end(true);
    });
    client.once('close', () => resolve(reason));
    client.once('end', () => resolve(reason));
  });
}

async function connected(
  client: MqttClient,
  ended: Promise<string>,
  signal: AbortSignal,
): Promise<void> {
  const stand = new Promise<null>((resolve) => client.once('connect', () => resolve(null)));
  const stop = AbortSignal.any([signal, AbortSignal.timeout(connectMs)]);
  const late = new Promise<string>((resolve) =>
    stop.addEventListener('abort', () => resolve('no connection in time'), { once: true }),
  );
  const turnedAway = new Promise<TurnedAway>((resolve) =>
    client.once('error', (error: Error & { code?: unknown }) => {
      if (error.code === notAuthorised) resolve(new TurnedAway(error.message));
    }),
  );
  const failure = await Promise.race([turnedAway, stand, ended, late]);
  if (failure instanceof TurnedAway) throw failure;
  if (failure !== null) throw new SessionFailed('connect', failure);
}

async function acknowledged(
  done: Promise<unknown>,
  ended: Promise<string>,
  doing: string,
): Promise<void> {
  const failure = await Promise.race([done.then(() => null), ended]);
  if (failure !== null) throw new SessionFailed(doing, failure);
}

/** The connection failed, or ended before the broker had answered. */
export class SessionFailed extends Error {
  override readonly name = 'SessionFailed';

  constructor(doing: string, reason: string) {
    super(`Could not ${doing}: ${reason}.`);
  }
}
