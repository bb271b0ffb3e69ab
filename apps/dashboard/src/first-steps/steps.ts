import type { Camera, Device, Site } from '@eyrie/contracts';

export type Step = 'site' | 'coordinator' | 'worker' | 'camera' | 'frame';

export interface Fleet {
  readonly sites: readonly Pick<Site, 'id'>[];
  readonly devices: readonly Pick<Device, 'role'>[];
  readonly cameras: readonly Pick<Camera, 'last_frame'>[];
}

/** What a new organisation goes through, in this order. */
export const steps = ['site', 'coordinator', 'worker', 'camera', 'frame'] as const;

/** The first that is still to be done; null where the first frame has come. */
export function nextStep({ sites, devices, cameras }: Fleet): Step | null {
  if (cameras.some(({ last_frame }) => last_frame !== null)) return null;
  if (sites.length === 0) return 'site';
  if (!devices.some(({ role }) => role === 'coordinator')) return 'coordinator';
  if (!devices.some(({ role }) => role === 'worker')) return 'worker';
  return cameras.length === 0 ? 'camera' : 'frame';
}
