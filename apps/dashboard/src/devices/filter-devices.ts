import type { Device, Presence } from '@eyrie/contracts';

/** Devices whose name or hardware holds the text, in the state that was asked for. */
export function filterDevices(
  devices: Device[],
  filter: { text: string; presence: string | null },
): Device[] {
  const text = filter.text.trim().toLowerCase();
  return devices.filter(
    (device) =>
      (filter.presence === null || device.presence === filter.presence) &&
      (text === '' || `${device.name} ${device.hardware_model}`.toLowerCase().includes(text)),
  );
}

export function presenceCounts(devices: Device[]): Record<Presence, number> {
  const counts: Record<Presence, number> = { online: 0, late: 0, offline: 0, new: 0 };
  for (const device of devices) counts[device.presence] += 1;
  return counts;
}
