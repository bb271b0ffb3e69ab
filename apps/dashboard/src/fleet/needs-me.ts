import type { Camera, Device, Site } from '@eyrie/contracts';

/** Something an operator should look at, worst first, with the place where to do so. */
export interface Need {
  key: string;
  severity: 'bad' | 'late';
  sentence: string;
  link: { kind: 'site' | 'device' | 'camera'; id: string };
}

const stillMs = 120_000;

/**
 * What needs a person now. A site that is away explains its devices and cameras, so it is named
 * alone and they are not.
 */
export function needsOf(
  fleet: { sites: Site[]; devices: Device[]; cameras: Camera[] },
  nowMs: number,
): Need[] {
  const away = new Set(
    fleet.sites.filter((site) => site.presence === 'offline').map((site) => site.id),
  );
  const sites = fleet.sites
    .filter((site) => away.has(site.id))
    .map((site): Need => ({
      key: site.id,
      severity: 'bad',
      sentence: `${site.name} has not been heard of; ${site.devices_total} devices are unseen because of it.`,
      link: { kind: 'site', id: site.id },
    }));
  const devices = fleet.devices
    .filter((device) => !away.has(device.site_id))
    .filter((device) => device.presence === 'offline' || device.presence === 'late')
    .map((device): Need => ({
      key: device.id,
      severity: device.presence === 'offline' ? 'bad' : 'late',
      sentence: `${device.name} is ${device.presence}${device.presence_reason ? `: ${device.presence_reason}` : '.'}`,
      link: { kind: 'device', id: device.id },
    }));
  const suspected = fleet.devices
    .filter((device) => device.suspected_at !== null && device.access === 'granted')
    .map((device): Need => ({
      key: `${device.id} card`,
      severity: 'bad',
      sentence: `The card of ${device.name} may have been copied.`,
      link: { kind: 'device', id: device.id },
    }));
  const gone = new Set(devices.map((need) => need.link.id));
  const cameras = fleet.cameras
    .filter((camera) => !away.has(camera.site_id) && !gone.has(camera.device_id))
    .filter((camera) => camera.last_frame)
    .filter((camera) => nowMs - Date.parse(camera.last_frame?.captured_at ?? '') > stillMs)
    .map((camera): Need => ({
      key: camera.id,
      severity: 'late',
      sentence: `${camera.name} has stood still for more than two minutes.`,
      link: { kind: 'camera', id: camera.id },
    }));
  return [...sites, ...suspected, ...devices, ...cameras].sort(
    (a, b) => Number(a.severity === 'late') - Number(b.severity === 'late'),
  );
}
