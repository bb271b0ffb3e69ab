import { type DeviceRecord, machineConditionSchema, storageStandingSchema } from '@eyrie/contracts';
import { z } from 'zod';
import type { RecordName } from './record-names.ts';
import { isStorable } from './storable.ts';

type TelemetryRecord = Extract<DeviceRecord, { kind: 'telemetry' }>;

const instant = z.regexes.datetime({ offset: false });
const priorities: ReadonlySet<unknown> = new Set(['low', 'normal', 'high', 'critical']);

/**
 * Telemetry is most of what comes in, and a schema takes as long over it as the rest of the way
 * together. Where the record surely fits the schema, this gives what the schema would; null says only
 * that the schema has to look. A test compares the two.
 */
export function readTelemetry(
  sent: Readonly<Record<string, unknown>>,
  name: RecordName,
): TelemetryRecord | null {
  const { recordedAt, priority, body } = sent;
  if (sent['kind'] !== 'telemetry' || 'ttlSeconds' in sent) return null;
  if (typeof recordedAt !== 'string' || !instant.test(recordedAt)) return null;
  if (!priorities.has(priority) || typeof body !== 'object' || body === null) return null;
  const read = readBody(body as Record<string, unknown>);
  if (read === null) return null;
  return {
    bootEpoch: name.bootEpoch,
    sequence: name.sequence,
    recordedAt,
    priority: priority as TelemetryRecord['priority'],
    kind: 'telemetry',
    body: read,
  };
}

function readBody(body: Readonly<Record<string, unknown>>): TelemetryRecord['body'] | null {
  const { cpuPercent, memoryUsedBytes, memoryTotalBytes, diskUsedBytes, diskTotalBytes } = body;
  const { temperatureC, uptimeSeconds, version } = body;
  const { backlogRecords, backlogBlobs, backlogBlobBytes } = body;
  if (!isNotNegative(cpuPercent) || cpuPercent > 100) return null;
  if (!isNotNegative(memoryUsedBytes) || !isPositive(memoryTotalBytes)) return null;
  if (!isNotNegative(diskUsedBytes) || !isPositive(diskTotalBytes)) return null;
  if (temperatureC !== null && !Number.isFinite(temperatureC)) return null;
  if (!isNotNegative(uptimeSeconds) || !isNotNegative(backlogBlobBytes)) return null;
  if (!isCount(backlogRecords) || !isCount(backlogBlobs)) return null;
  if (typeof version !== 'string' || version.length > 64 || !isStorable(version)) return null;
  // What only newer devices say is rare enough for its schema.
  const storage = optional(body['storage'], storageStandingSchema);
  const condition = optional(body['condition'], machineConditionSchema);
  if (storage === null || condition === null) return null;
  return {
    cpuPercent,
    memoryUsedBytes,
    memoryTotalBytes,
    diskUsedBytes,
    diskTotalBytes,
    temperatureC: temperatureC as number | null,
    uptimeSeconds,
    version,
    backlogRecords,
    backlogBlobs,
    backlogBlobBytes,
    ...('storage' in body ? { storage } : {}),
    ...('condition' in body ? { condition } : {}),
  };
}

/** Null where the schema refuses it. */
function optional<Value>(sent: unknown, schema: z.ZodType<Value>): Value | undefined | null {
  return sent === undefined ? undefined : (schema.safeParse(sent).data ?? null);
}

function isNotNegative(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) >= 0;
}

function isPositive(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) > 0;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
