import {
  type DesiredConfiguration,
  idFromUuid,
  type LockedRangeConfiguration,
  type SiteManifest,
} from '@eyrie/contracts';
import type { LayerSet } from '../configurations/layers.repository.ts';
import { effectiveSettings } from '../configurations/settings-merge.ts';
import {
  type OwnCameraConfiguration,
  toWorkerConfiguration,
  withLockedRanges,
} from '../configurations/worker-configuration.ts';
import type { DeviceRow } from '../devices/device.entity.ts';
import type { SiteRow } from '../sites/site.entity.ts';

export interface SiteRows {
  readonly site: SiteRow;
  readonly devices: readonly DeviceRow[];
  readonly cameras: readonly { deviceId: string; configuration: OwnCameraConfiguration }[];
  /** Of the desired configurations, by device. */
  readonly versions: ReadonlyMap<string, number>;
  readonly layers: LayerSet;
  /** By device. */
  readonly lockedRanges: ReadonlyMap<string, readonly LockedRangeConfiguration[]>;
  /** Serials that count no more before their end, by device. */
  readonly revokedSerials: ReadonlyMap<string, readonly string[]>;
}

/** What the cloud wants a site to be, out of its rows. */
export function toSiteManifest(rows: SiteRows): SiteManifest {
  const { site, devices, cameras, versions, layers } = rows;
  const place = { latitude: site.latitude, longitude: site.longitude, timeZone: site.timeZone };
  const { id: siteId, organisationId } = site;
  const settingsOf = (deviceId: string) =>
    effectiveSettings(layers.at({ organisationId, siteId, deviceId }));
  const desiredOf = (deviceId: string): DesiredConfiguration => ({
    version: versions.get(deviceId) ?? 1,
    configuration: withLockedRanges(
      toWorkerConfiguration(
        place,
        settingsOf(deviceId),
        cameras
          .filter((camera) => camera.deviceId === deviceId)
          .map(({ configuration }) => configuration),
      ),
      rows.lockedRanges.get(deviceId) ?? [],
    ),
  });
  const logLevelOf = ({ id, role }: DeviceRow) => {
    // A worker's is in its desired configuration.
    const { level } = role === 'coordinator' ? settingsOf(id).log : { level: null };
    return level === null ? {} : { logLevel: level };
  };
  return {
    siteId: idFromUuid('site', site.id),
    organisationId: idFromUuid('organisation', site.organisationId),
    name: site.name,
    place,
    siteEpoch: site.siteEpoch,
    version: site.manifestVersion,
    foundingVoters: site.foundingVoters,
    founded: site.fenceEpoch === site.siteEpoch,
    devices: devices.map((device) => ({
      deviceId: idFromUuid('device', device.id),
      name: device.name,
      role: device.role,
      nodeId: device.nodeId,
      ...logLevelOf(device),
      ...(rows.revokedSerials.has(device.id)
        ? { revokedCertificates: [...(rows.revokedSerials.get(device.id) ?? [])] }
        : {}),
    })),
    desired: devices
      .filter(({ role }) => role === 'worker')
      .map(({ id }) => ({ deviceId: idFromUuid('device', id), ...desiredOf(id) })),
  };
}
