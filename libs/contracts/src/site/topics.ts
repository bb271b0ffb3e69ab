import { idSchema } from '../ids.ts';

/** MQTT topics of a site: `eyrie/v1/{site}/{device}/{kind}`. */
export const topicKinds = [
  'telemetry',
  'event',
  'frame',
  'tombstone',
  'status',
  'config/desired',
  'config/reported',
  'command',
  'command/result',
  'acked',
] as const;
export type TopicKind = (typeof topicKinds)[number];

/**
 * What a device may publish on its own branch. The others it may only read. Not `command/result`:
 * what becomes of a command travels as a record, which is kept until the cloud has it.
 */
export const devicePublishes: ReadonlySet<TopicKind> = new Set([
  'telemetry',
  'event',
  'frame',
  'tombstone',
  'status',
  'config/reported',
]);

/** `command` among them for workers of before 0.2: they do not connect where it is refused. */
export const deviceSubscribes: ReadonlySet<TopicKind> = new Set([
  'config/desired',
  'command',
  'acked',
]);

export interface Topic {
  siteId: string;
  deviceId: string;
  kind: TopicKind;
}

export function formatTopic({ siteId, deviceId, kind }: Topic): string {
  return `eyrie/v1/${siteId}/${deviceId}/${kind}`;
}

const kinds: ReadonlySet<string> = new Set(topicKinds);
const site = idSchema('site');
const device = idSchema('device');

/** The parts of a topic, or null where it is not one of ours (wildcards never are). */
export function parseTopic(topic: string): Topic | null {
  const [root, version, siteId, deviceId, ...rest] = topic.split('/');
  const kind = rest.join('/');
  if (root !== 'eyrie' || version !== 'v1' || !kinds.has(kind)) return null;
  if (!site.safeParse(siteId).success || !device.safeParse(deviceId).success) return null;
  return { siteId: siteId as string, deviceId: deviceId as string, kind: kind as TopicKind };
}
