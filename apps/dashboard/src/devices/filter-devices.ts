import { bulkItemsMax, type Device } from '@eyrie/contracts';

/** Devices whose name, hardware or notes hold the text. The cloud filters by site and presence. */
export function filterDevices<Found extends Pick<Device, 'name' | 'hardware_model' | 'notes'>>(
  devices: readonly Found[],
  wish: string,
): Found[] {
  const text = wish.trim().toLowerCase();
  return devices.filter(({ name, hardware_model, notes }) =>
    `${name} ${hardware_model} ${notes}`.toLowerCase().includes(text),
  );
}

/** With the devices as well, or without them; no more than one request can be about. */
export function choose(
  chosen: ReadonlySet<string>,
  ids: readonly string[],
  isWanted: boolean,
): ReadonlySet<string> {
  const next = new Set(chosen);
  for (const id of ids) {
    if (!isWanted) next.delete(id);
    else if (next.size < bulkItemsMax) next.add(id);
  }
  return next;
}
