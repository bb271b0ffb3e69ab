import { type Device, idFromUuid, type TelemetryBody } from '@eyrie/contracts';
import { contradictionOf } from './contradiction.ts';
import type { DeviceRow } from './device.entity.ts';
import type { DeviceDetails, LastFrame } from './devices.repository.ts';
import { toCondition, toStorage } from './device-standing.ts';
import { heartbeatSecondsDefault, presenceOf } from './presence.ts';
import { withReason } from './with-reason.ts';

type ShownRow = Pick<
  DeviceRow,
  | 'id'
  | 'siteId'
  | 'name'
  | 'role'
  | 'nodeId'
  | 'hardware'
  | 'notes'
  | 'revision'
  | 'revokedAt'
  | 'revokedReason'
  | 'decommissionedAt'
  | 'quarantinedAt'
  | 'quarantineReason'
  | 'certificateExpiresAt'
  | 'runContradictedAt'
  | 'createdAt'
>;

/** A device as REST shows it. */
export function toDevice(row: ShownRow, details: DeviceDetails | undefined, now: Date): Device {
  const state = details?.state;
  const heard = { lastSeenAt: state?.lastSeenAt ?? null, connected: state?.connected ?? null };
  // Only a worker keeps a connection to the broker; a coordinator without one is not gone.
  if (row.role === 'coordinator') heard.connected = null;
  const refusal = refusalOf(row);
  const { presence, reason } =
    refusal === null
      ? presenceOf(heard, now, details?.heartbeatSeconds ?? heartbeatSecondsDefault)
      : { presence: 'offline' as const, reason: refusal };
  return {
    id: idFromUuid('device', row.id),
    site_id: idFromUuid('site', row.siteId),
    name: row.name,
    notes: row.notes,
    revision: row.revision,
    role: row.role,
    presence,
    presence_reason: reason,
    last_seen_at: state?.lastSeenAt?.toISOString() ?? null,
    version: state?.version ?? null,
    hardware_model: row.hardware.model,
    raft:
      row.nodeId === null
        ? null
        : {
            node_id: row.nodeId,
            role: state?.raftRole ?? null,
            reachable: state?.raftReachable ?? false,
            match_index: state?.matchIndex ?? 0,
            standing: state?.raftStanding ?? null,
            incarnation: state?.raftIncarnation ?? null,
            lag_entries: state?.raftLag ?? null,
          },
    health: state?.health && state.healthAt ? toHealth(state.health, state.healthAt) : null,
    configuration: {
      desired_version: details?.desiredVersion ?? 1,
      reported_version: state?.reportedVersion ?? 0,
      reason: state?.reportedReason ?? null,
    },
    cameras_total: details?.camerasTotal ?? 0,
    last_frame: toLastFrame(details?.lastFrame ?? null),
    access: row.revokedAt ? 'revoked' : row.quarantinedAt ? 'quarantined' : 'granted',
    suspected_at: contradictionOf(row.runContradictedAt, now)?.toISOString() ?? null,
    revoked_at: row.revokedAt?.toISOString() ?? null,
    decommissioned_at: row.decommissionedAt?.toISOString() ?? null,
    certificate_expires_at: row.certificateExpiresAt.toISOString(),
    created_at: row.createdAt.toISOString(),
  };
}

/** Why the device is let in nowhere, in one sentence; null where it is. */
function refusalOf(row: ShownRow): string | null {
  if (row.decommissionedAt) return 'The device was decommissioned.';
  if (row.revokedAt) return withReason('The device was revoked', row.revokedReason);
  return row.quarantinedAt ? (row.quarantineReason ?? 'The device is in quarantine.') : null;
}

function toLastFrame(frame: LastFrame | null): Device['last_frame'] {
  if (frame === null) return null;
  return {
    id: idFromUuid('frame', frame.id),
    camera_id: idFromUuid('camera', frame.cameraId),
    captured_at: new Date(frame.capturedAt).toISOString(),
  };
}

function toHealth(health: TelemetryBody, at: Date): NonNullable<Device['health']> {
  return {
    at: at.toISOString(),
    cpu_percent: health.cpuPercent,
    memory_used_bytes: health.memoryUsedBytes,
    memory_total_bytes: health.memoryTotalBytes,
    disk_used_bytes: health.diskUsedBytes,
    disk_total_bytes: health.diskTotalBytes,
    temperature_c: health.temperatureC,
    uptime_seconds: health.uptimeSeconds,
    backlog_records: health.backlogRecords,
    backlog_blobs: health.backlogBlobs,
    backlog_blob_bytes: health.backlogBlobBytes,
    storage: health.storage ? toStorage(health.storage) : null,
    condition: health.condition ? toCondition(health.condition) : null,
  };
}
