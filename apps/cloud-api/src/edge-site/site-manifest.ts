import {
  type CameraConfiguration,
  type DesiredConfiguration,
  idFromUuid,
  type SiteManifest,
} from '@eyrie/contracts';
import type { DeviceRow } from '../devices/device.entity.ts';
import { heartbeatSeconds } from '../devices/presence.ts';
import type { SiteRow } from '../sites/site.entity.ts';

/** A day: what an operator looks back at from the site's own network. */
const keepFramesSeconds = 86_400;

/** What the cloud wants a site to be, out of its rows. */
export function toSiteManifest(
  site: SiteRow,
  devices: readonly DeviceRow[],
  cameras: readonly { deviceId: string; configuration: CameraConfiguration }[],
  versions: ReadonlyMap<string, number>,
): SiteManifest {
  const place = { latitude: site.latitude, longitude: site.longitude, timeZone: site.timeZone };
  const desiredOf = (deviceId: string): DesiredConfiguration => ({
    version: versions.get(deviceId) ?? 1,
    configuration: {
      place,
      heartbeatSeconds,
      keepFramesSeconds,
      cameras: cameras
        .filter((camera) => camera.deviceId === deviceId)
        .map(({ configuration }) => configuration),
    },
  });
  return {
    siteId: idFromUuid('site', site.id),
    organisationId: idFromUuid('organisation', site.organisationId),
    name: site.name,
    place,
    siteEpoch: site.siteEpoch,
    version: site.manifestVersion,
    foundingVoters: site.foundingVoters,
    founded: site.fenceEpoch === site.siteEpoch,
    devices: devices.map(({ id, name, role, nodeId }) => ({
      deviceId: idFromUuid('device', id),
      name,
      role,
      nodeId,
    })),
    desired: devices
      .filter(({ role }) => role === 'worker')
      .map(({ id }) => ({ deviceId: idFromUuid('device', id), ...desiredOf(id) })),
  };
}
