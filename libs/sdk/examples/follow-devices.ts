import { followEvents, type Device, type Eyrie } from '@eyrie/sdk';

/** Keeps a picture of the devices of a site, for as long as the signal lets it. */
export async function followDevices(
  eyrie: Eyrie,
  siteId: string,
  show: (devices: ReadonlyMap<string, Device>) => void,
  signal: AbortSignal,
) {
  const devices = new Map<string, Device>();
  const filter = { site_id: siteId };
  for await (const item of followEvents(eyrie, { filter, signal })) {
    if (item.kind === 'event') {
      const id = item.event.device_id;
      if (id !== null) devices.set(id, await eyrie.devices.read(id, { signal }));
    } else {
      // `start`, or `reset` where something was missed for good: all is read anew.
      devices.clear();
      for await (const device of eyrie.devices.list({ site_id: siteId }, { signal })) {
        devices.set(device.id, device);
      }
    }
    show(devices);
  }
}
