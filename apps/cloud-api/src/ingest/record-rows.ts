import {
  uuidFromId,
  type DeviceRecord,
  type EnvironmentalUpdate,
  type TimelapseCompleted,
} from '@eyrie/contracts';
import type { FrameFacts } from '../frames/index.ts';
import type { TimelapseFacts } from '../timelapses/index.ts';
import type { AcceptedRecord } from './batch-plan.ts';

/** Where and when a batch came in. Ids are UUIDs, the instant is RFC 3339 by the cloud's clock. */
export interface Arrival {
  readonly siteId: string;
  readonly receivedAt: string;
}

type Recorded<Kind extends DeviceRecord['kind']> = Omit<AcceptedRecord, 'record'> & {
  readonly record: Extract<DeviceRecord, { kind: Kind }>;
};

export function isKind<Kind extends DeviceRecord['kind']>(kind: Kind) {
  return (item: AcceptedRecord): item is AcceptedRecord & Recorded<Kind> =>
    item.record.kind === kind;
}

/** Milliseconds are enough, and all that pages and JavaScript can tell apart. */
const instant = (text: string) => new Date(text).toISOString();

/** Hexadecimal as Postgres reads it into a bytea. */
const bytea = (hex: string) => `\\x${hex}`;

/** A row of `telemetry`. */
export function telemetryRow({
  deviceId,
  name,
  record: { recordedAt, body },
}: Recorded<'telemetry'>) {
  return {
    device_id: deviceId,
    boot_epoch: name.bootEpoch,
    sequence: name.sequence,
    recorded_at: recordedAt,
    cpu_percent: body.cpuPercent,
    memory_used_bytes: body.memoryUsedBytes,
    memory_total_bytes: body.memoryTotalBytes,
    disk_used_bytes: body.diskUsedBytes,
    disk_total_bytes: body.diskTotalBytes,
    temperature_c: body.temperatureC,
    uptime_seconds: body.uptimeSeconds,
    version: body.version,
    backlog_records: body.backlogRecords,
    backlog_blobs: body.backlogBlobs,
    backlog_blob_bytes: body.backlogBlobBytes,
    condition: body.condition ? JSON.stringify(body.condition) : null,
  };
}

/** A row of `frame`. */
export function frameRow({ deviceId, name, record: { body } }: Recorded<'frame'>) {
  return {
    id: uuidFromId('frame', body.frameId),
    device_id: deviceId,
    camera_id: uuidFromId('camera', body.cameraId),
    boot_epoch: name.bootEpoch,
    sequence: name.sequence,
    slot_at: instant(body.slotAt),
    captured_at: instant(body.capturedAt),
    scene_at: body.sceneAt && instant(body.sceneAt),
    clock_trusted: body.clockTrusted,
    image_sha256: bytea(body.image.sha256),
    image_bytes: body.image.bytes,
    thumbnail_sha256: bytea(body.thumbnail.sha256),
    width_px: body.widthPx,
    height_px: body.heightPx,
    shutter_us: body.shutterUs,
    gain: body.gain,
    luminance: body.luminance,
    sharpness: body.sharpness,
    sun_altitude_deg: body.sunAltitudeDeg,
    sun_azimuth_deg: body.sunAzimuthDeg,
    details: body.details ? JSON.stringify(body.details) : null,
  };
}

/** A row of `sensor_reading`. */
export function readingRow(
  { deviceId, name, record: { body } }: Recorded<'event'>,
  { sensor, quality, values }: EnvironmentalUpdate,
) {
  return {
    device_id: deviceId,
    boot_epoch: name.bootEpoch,
    sequence: name.sequence,
    sensor,
    measured_at: instant(body.timestamp),
    quality,
    measured: JSON.stringify(values),
  };
}

/** A row of `timelapse`. */
export function timelapseRow(deviceId: string, timelapse: TimelapseCompleted) {
  return {
    id: uuidFromId('timelapse', timelapse.timelapseId),
    device_id: deviceId,
    camera_id: uuidFromId('camera', timelapse.cameraId),
    from_at: instant(timelapse.from),
    to_at: instant(timelapse.to),
    frames: timelapse.frames,
    skipped_frames: timelapse.skippedFrames,
    fps: timelapse.fps,
    duration_seconds: timelapse.durationSeconds,
    width_px: timelapse.widthPx,
    height_px: timelapse.heightPx,
    codec: timelapse.codec,
    video_sha256: bytea(timelapse.video.sha256),
    video_bytes: timelapse.video.bytes,
    poster_sha256: bytea(timelapse.poster.sha256),
  };
}

export function frameFacts(
  { deviceId, name, record: { body } }: Recorded<'frame'>,
  { siteId, receivedAt }: Arrival,
  stored: ReadonlySet<string>,
): FrameFacts {
  return {
    ...body,
    slotAt: instant(body.slotAt),
    capturedAt: instant(body.capturedAt),
    sceneAt: body.sceneAt && instant(body.sceneAt),
    id: uuidFromId('frame', body.frameId),
    siteId,
    deviceId,
    cameraId: uuidFromId('camera', body.cameraId),
    sequence: name.sequence,
    receivedAt,
    details: body.details ?? null,
    imageSha256: body.image.sha256,
    imageBytes: body.image.bytes,
    imageStored: stored.has(body.image.sha256),
    thumbnailStored: stored.has(body.thumbnail.sha256),
  };
}

export function timelapseFacts(
  deviceId: string,
  timelapse: TimelapseCompleted,
  { siteId, receivedAt }: Arrival,
  stored: ReadonlySet<string>,
): TimelapseFacts {
  return {
    ...timelapse,
    id: uuidFromId('timelapse', timelapse.timelapseId),
    siteId,
    deviceId,
    cameraId: uuidFromId('camera', timelapse.cameraId),
    videoSha256: timelapse.video.sha256,
    videoBytes: timelapse.video.bytes,
    createdAt: receivedAt,
    videoStored: stored.has(timelapse.video.sha256),
    posterStored: stored.has(timelapse.poster.sha256),
  };
}
