import {
  environmentalUpdateSchema,
  recordSchema,
  streamEventTypes,
  timelapseCompletedSchema,
  uuidFromId,
  type DeviceRecord,
  type EnvironmentalUpdate,
  type TimelapseCompleted,
} from '@eyrie/contracts';
import type { RecordName } from './record-names.ts';
import type { Refusal } from './refusal.ts';
import { isStorable } from './storable.ts';
import { readTelemetry } from './telemetry-check.ts';

/** What is known of a site when its records are judged. Ids are UUIDs. */
export interface SiteKnowledge {
  /** Devices of the coordinator's own site that are not revoked. */
  readonly devices: ReadonlySet<string>;
  /** The device of each camera. */
  readonly deviceOfCamera: ReadonlyMap<string, string>;
}

export type CheckedRecord =
  | {
      readonly name: RecordName;
      readonly record: DeviceRecord;
      readonly timelapse: TimelapseCompleted | null;
      /** Of a sensor; only events have one. */
      readonly reading?: EnvironmentalUpdate;
    }
  | { readonly name: RecordName | null; readonly refusal: Refusal };

/** Event types that only the cloud may use; a device's word must not look like the cloud's. */
const reservedTypes: ReadonlySet<string> = new Set([
  streamEventTypes.mediaStored,
  streamEventTypes.deviceEnrolled,
  streamEventTypes.deviceRevoked,
  streamEventTypes.deviceQuarantined,
  streamEventTypes.deviceSuspected,
  streamEventTypes.devicePresence,
  streamEventTypes.siteReport,
  streamEventTypes.commandChanged,
]);

/**
 * Judges one record of a device. The device is the one whose connection it came from, as the
 * coordinator says; whatever the body names must belong to it.
 *
 * @param deviceId UUID
 * @param name what `RecordNames` reads of it
 */
export function checkRecord(
  deviceId: string,
  name: RecordName | null,
  sent: Readonly<Record<string, unknown>>,
  site: SiteKnowledge,
): CheckedRecord {
  const refuse = (code: Refusal['code'], reason: string) => ({ name, refusal: { code, reason } });
  if (!site.devices.has(deviceId)) {
    return refuse('record.foreign_device', 'The device is not one of this coordinator’s site.');
  }
  if (!name) {
    return refuse('record.unnamed', 'The record has no readable boot epoch and sequence.');
  }
  const telemetry = readTelemetry(sent, name);
  if (telemetry) return { name, record: telemetry, timelapse: null };
  const parsed = recordSchema.safeParse(sent);
  if (!parsed.success) return refuse('record.invalid', firstIssue(parsed.error.issues));
  const record = parsed.data;
  if (!isStorable(record)) {
    return refuse('record.unstorable', 'The record has characters that cannot be stored.');
  }
  const cameraId = cameraOf(record);
  if (cameraId !== null && site.deviceOfCamera.get(uuidFromId('camera', cameraId)) !== deviceId) {
    return refuse('record.foreign_camera', 'The record names a camera of another device.');
  }
  if (record.kind !== 'event') return { name, record, timelapse: null };
  if (reservedTypes.has(record.body.type)) {
    return refuse('record.reserved_type', 'Events of this type come from the cloud alone.');
  }
  if (record.body.type === 'environmental.update') {
    const reading = environmentalUpdateSchema.safeParse(record.body.data);
    if (!reading.success) return refuse('record.invalid', firstIssue(reading.error.issues));
    return { name, record, timelapse: null, reading: reading.data };
  }
  if (record.body.type !== streamEventTypes.timelapseCompleted) {
    return { name, record, timelapse: null };
  }
  const timelapse = timelapseCompletedSchema.safeParse(record.body.data);
  if (!timelapse.success) return refuse('record.invalid', firstIssue(timelapse.error.issues));
  if (timelapse.data.cameraId !== cameraId) {
    return refuse('record.foreign_camera', 'The timelapse is not of the camera of its event.');
  }
  return { name, record, timelapse: timelapse.data };
}

function cameraOf(record: DeviceRecord): string | null {
  if (record.kind === 'frame') return record.body.cameraId;
  return record.kind === 'event' ? record.body.camera_id : null;
}

function firstIssue(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  const [issue] = issues;
  const sentence = issue ? `${issue.path.map(String).join('.')}: ${issue.message}` : '';
  // A path may hold a key of the device's choice.
  return sentence.length <= 300 && isStorable(sentence) ? sentence : 'The record fits no schema.';
}
