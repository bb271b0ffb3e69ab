import { devicePublishes, deviceSubscribes, parseTopic, type TopicKind } from '@eyrie/contracts';

/** Who is on the connection, proved by its certificate, at which site. */
export interface Principal {
  readonly siteId: string;
  readonly deviceId: string;
}

export interface PublishRequest {
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
}

/** Kept by the broker for who comes later; for other kinds a retained message would only pile up. */
const retainable: ReadonlySet<TopicKind> = new Set(['status', 'config/reported']);

/** Why the device may not publish this (or have it as its will), or null when it may. */
export function whyNotPublish(
  who: Principal,
  { topic, qos, retain }: PublishRequest,
): string | null {
  const parsed = parseTopic(topic);
  if (!parsed) return 'the topic is not one of a site';
  if (parsed.siteId !== who.siteId || parsed.deviceId !== who.deviceId) {
    return 'the topic is another device\u2019s';
  }
  if (!devicePublishes.has(parsed.kind)) return `devices do not publish ${parsed.kind}`;
  if (qos > 1) return 'QoS 2 is not offered';
  if (retain && !retainable.has(parsed.kind)) return `${parsed.kind} is not retained`;
  return null;
}

/** Why the device may not subscribe to this, or null when it may. Wildcards are no topics. */
export function whyNotSubscribe(
  who: Principal,
  { topic, qos }: { readonly topic: string; readonly qos: number },
): string | null {
  const parsed = parseTopic(topic);
  if (!parsed) return 'the filter is not a topic of a site';
  if (parsed.siteId !== who.siteId || parsed.deviceId !== who.deviceId) {
    return 'the topic is another device\u2019s';
  }
  if (!deviceSubscribes.has(parsed.kind)) return `devices do not read ${parsed.kind}`;
  return qos > 1 ? 'QoS 2 is not offered' : null;
}

/** MQTT 3.1.1, table 3.1. */
export type ConnectRefusal = { readonly returnCode: 2 | 5; readonly reason: string };

export interface ConnectRequest {
  readonly clientId: string;
  readonly cleanSession: boolean;
  /** Seconds; 0 asks for none. */
  readonly keepAliveSeconds: number;
  readonly will: PublishRequest | null;
}

/** A connection that is silent for longer than this (and half again) is taken for dead. */
const keepAliveSecondsMax = 300;

/** Why a connection with this certificate is not accepted, or null when it is. */
export function whyNotConnect(
  siteId: string,
  commonName: string | null,
  isMember: (deviceId: string) => boolean,
  request: ConnectRequest,
): ConnectRefusal | null {
  if (commonName === null) return { returnCode: 5, reason: 'the certificate has no name' };
  if (request.clientId !== commonName) {
    return { returnCode: 2, reason: 'the client id is not the name of the certificate' };
  }
  if (!isMember(commonName)) return { returnCode: 5, reason: 'the device is not one of the site' };
  if (!request.cleanSession) {
    return { returnCode: 5, reason: 'sessions are clean: receipts, not the broker, remember' };
  }
  if (request.keepAliveSeconds < 1 || request.keepAliveSeconds > keepAliveSecondsMax) {
    return { returnCode: 5, reason: `keep-alive must be 1 to ${keepAliveSecondsMax} s` };
  }
  const unwilling = request.will && whyNotPublish({ siteId, deviceId: commonName }, request.will);
  return unwilling ? { returnCode: 5, reason: `its will: ${unwilling}` } : null;
}
