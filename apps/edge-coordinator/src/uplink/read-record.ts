import type { TopicKind } from '@eyrie/contracts';

/** Topics that carry records; a record's own kind is the topic's. */
export const recordKinds: ReadonlySet<TopicKind> = new Set([
  'telemetry',
  'event',
  'frame',
  'tombstone',
]);

/**
 * The record in a message, or null where it is not JSON of the topic's kind. Nothing more is looked
 * at: the cloud refuses what does not fit by name, so that its device does not send it for ever.
 */
export function readRecord(kind: TopicKind, payload: Buffer): Record<string, unknown> | null {
  let json: unknown;
  try {
    json = JSON.parse(payload.toString('utf8'));
  } catch {
    return null;
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null;
  const record = json as Record<string, unknown>;
  return record.kind === kind ? record : null;
}
