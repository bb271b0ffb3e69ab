import { commandReportType, uuidFromId, type TelemetryBody } from '@eyrie/contracts';
import type { NewStreamEvent } from '../event-log/index.ts';
import { toFrame } from '../frames/index.ts';
import { toTimelapse } from '../timelapses/index.ts';
import type { AcceptedRecord } from './batch-plan.ts';
import { frameFacts, isKind, timelapseFacts, type Arrival } from './record-rows.ts';

/** Hashes of the pictures and videos that a batch's records name. */
export function referencedHashes(accepted: readonly AcceptedRecord[]): string[] {
  const hashes = new Set<string>();
  for (const { record, timelapse } of accepted) {
    if (record.kind === 'frame') {
      hashes.add(record.body.image.sha256).add(record.body.thumbnail.sha256);
    }
    if (timelapse) hashes.add(timelapse.video.sha256).add(timelapse.poster.sha256);
  }
  return [...hashes];
}

/**
 * What the stream tells of a batch, in its order: each frame (`capture.completed`), each event of a
 * device, and of telemetry the newest per device (`resource.update`); a chart asks for the rest.
 *
 * @param stored hashes of which the cloud has the bytes already
 */
export function batchEvents(
  accepted: readonly AcceptedRecord[],
  arrival: Arrival,
  stored: ReadonlySet<string>,
): NewStreamEvent[] {
  const newest = newestTelemetry(accepted);
  return accepted.flatMap((item): NewStreamEvent[] => {
    const { record, deviceId, name } = item;
    const common = {
      siteId: arrival.siteId,
      deviceId,
      priority: record.priority,
      ttl: record.ttlSeconds,
    };
    switch (record.kind) {
      case 'frame': {
        if (!isKind('frame')(item)) return [];
        const { id, ...frame } = toFrame(frameFacts(item, arrival, stored));
        return [
          {
            ...common,
            type: 'capture.completed',
            timestamp: record.body.capturedAt,
            cameraId: uuidFromId('camera', record.body.cameraId),
            sequenceNumber: name.sequence,
            data: { frame_id: id, ...frame },
          },
        ];
      }
      case 'event': {
        const { body } = record;
        // The stream tells what the report came to (`command.changed`).
        if (body.type === commandReportType) return [];
        return [
          {
            ...common,
            id: body.id,
            type: body.type,
            timestamp: body.timestamp,
            cameraId: body.camera_id === null ? null : uuidFromId('camera', body.camera_id),
            sequenceNumber: body.sequence_number,
            priority: body.priority,
            ttl: body.ttl,
            data: item.timelapse ? timelapseData(item, arrival, stored) : body.data,
          },
        ];
      }
      case 'telemetry':
        if (newest.get(deviceId) !== item) return [];
        return [
          {
            ...common,
            type: 'resource.update',
            timestamp: record.recordedAt,
            sequenceNumber: name.sequence,
            data: healthData(record.body),
          },
        ];
      case 'tombstone':
        return [];
    }
  });
}

/** The newest telemetry of each device, by its own clock. */
export function newestTelemetry(accepted: readonly AcceptedRecord[]): Map<string, AcceptedRecord> {
  const newest = new Map<string, AcceptedRecord>();
  for (const item of accepted) {
    if (item.record.kind !== 'telemetry') continue;
    const known = newest.get(item.deviceId);
    if (!known || known.record.recordedAt <= item.record.recordedAt)
      newest.set(item.deviceId, item);
  }
  return newest;
}

function timelapseData(item: AcceptedRecord, arrival: Arrival, stored: ReadonlySet<string>) {
  if (!item.timelapse) return {};
  const { id, ...timelapse } = toTimelapse(
    timelapseFacts(item.deviceId, item.timelapse, arrival, stored),
  );
  return { timelapse_id: id, ...timelapse };
}

function healthData(body: TelemetryBody) {
  return {
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
  };
}
