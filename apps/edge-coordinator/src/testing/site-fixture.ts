import { randomUUID } from 'node:crypto';
import { idFromUuid, uuidFromId, type DeviceRecord, type SiteManifest } from '@eyrie/contracts';

export const newDeviceId = (): string => idFromUuid('device', randomUUID());

const place = { latitude: 47.4, longitude: 10.98, timeZone: 'Europe/Berlin' };

export interface ManifestParts {
  readonly siteId: string;
  readonly coordinators: readonly string[];
  readonly workers: readonly string[];
  readonly version?: number;
  readonly founded?: boolean;
}

/** The organisation of a test's site: always the same one for a site. */
export const organisationOf = (siteId: string): string =>
  idFromUuid('organisation', uuidFromId('site', siteId));

/** A manifest whose coordinators are the nodes 1, 2, 3 … */
export function manifestOf(parts: ManifestParts): SiteManifest {
  const { siteId, coordinators, workers, version = 1, founded = true } = parts;
  const voters = coordinators.map((deviceId, index) => ({ deviceId, nodeId: index + 1 }));
  return {
    siteId,
    organisationId: organisationOf(siteId),
    name: 'Test site',
    place,
    siteEpoch: 1,
    version,
    foundingVoters: founded ? voters : null,
    devices: [
      ...voters.map((voter) => ({ ...voter, name: voter.deviceId, role: 'coordinator' as const })),
      ...workers.map((deviceId) => ({
        deviceId,
        name: deviceId,
        role: 'worker' as const,
        nodeId: null,
      })),
    ],
    desired: workers.map((deviceId) => ({
      deviceId,
      version,
      configuration: { place, heartbeatSeconds: 10, keepFramesSeconds: 60, cameras: [] },
    })),
  };
}

/** A valid record; the cloud refuses it where `body` replaces its own. */
export function telemetryRecord(
  bootEpoch: string,
  sequence: number,
  change: Partial<Pick<DeviceRecord, 'priority'>> = {},
): DeviceRecord {
  return {
    bootEpoch,
    sequence,
    recordedAt: '2026-11-21T10:00:00.000Z',
    priority: 'normal',
    kind: 'telemetry',
    body: {
      cpuPercent: 10,
      memoryUsedBytes: 1,
      memoryTotalBytes: 2,
      diskUsedBytes: 1,
      diskTotalBytes: 2,
      temperatureC: null,
      uptimeSeconds: 5,
      version: '0.1.0',
      backlogRecords: 0,
      backlogBlobs: 0,
      backlogBlobBytes: 0,
    },
    ...change,
  };
}

/** Polls until the condition holds; rejects with what is waited for after `withinMs`. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = 10_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
