import { isDeepStrictEqual } from 'node:util';
import type { Settings } from '@eyrie/contracts';
import type { ConfiguredDevice } from './configured-devices.ts';
import type { LayerSet } from './layers.repository.ts';
import { differences, effectiveSettings, type Difference } from './settings-merge.ts';
import {
  toWorkerConfiguration,
  whyTimelapseIsEmpty,
  type OwnCameraConfiguration,
} from './worker-configuration.ts';

export interface PlanRefusal {
  readonly path: string;
  readonly message: string;
  readonly deviceId: string;
  readonly cameraId: string;
}

export interface PlannedDevice {
  readonly device: ConfiguredDevice;
  readonly settings: Settings;
  readonly changes: readonly Difference[];
  readonly camerasRestarted: number;
}

export interface ConfigurationPlan {
  readonly changed: readonly PlannedDevice[];
  readonly refusals: readonly PlanRefusal[];
}

export interface PlanInput {
  readonly organisationId: string;
  readonly devices: readonly ConfiguredDevice[];
  readonly cameras: ReadonlyMap<string, readonly OwnCameraConfiguration[]>;
  readonly before: LayerSet;
  readonly after: LayerSet;
}

/** Only to compare what follows from settings: the place is the same before and after. */
const anyPlace = { latitude: 0, longitude: 0, timeZone: 'UTC' };

/** What a change of a layer means for each device that it is for. Pure. */
export function planChange(input: PlanInput): ConfigurationPlan {
  const changed: PlannedDevice[] = [];
  const refusals: PlanRefusal[] = [];
  for (const device of input.devices) {
    const place = {
      organisationId: input.organisationId,
      siteId: device.siteId,
      deviceId: device.id,
    };
    const before = effectiveSettings(input.before.at(place));
    const settings = effectiveSettings(input.after.at(place));
    const changes = differences(before, settings).filter(({ path }) => concerns(device, path));
    if (changes.length === 0) continue;
    const cameras = input.cameras.get(device.id) ?? [];
    changed.push({
      device,
      settings,
      changes,
      camerasRestarted: countRestarted(cameras, before, settings),
    });
    refusals.push(...refusalsOf(device, cameras, before, settings));
  }
  return { changed, refusals };
}

/** Of all settings a coordinator goes by how much it logs. */
function concerns({ role }: ConfiguredDevice, path: string): boolean {
  return role === 'worker' || path.startsWith('/log/');
}

function countRestarted(
  cameras: readonly OwnCameraConfiguration[],
  before: Settings,
  after: Settings,
): number {
  const old = toWorkerConfiguration(anyPlace, before, cameras).cameras;
  const next = toWorkerConfiguration(anyPlace, after, cameras).cameras;
  return next.filter((camera, index) => !isDeepStrictEqual(camera, old[index])).length;
}

/** A camera that was in trouble before is no reason to refuse a change that does not add to it. */
function refusalsOf(
  device: ConfiguredDevice,
  cameras: readonly OwnCameraConfiguration[],
  before: Settings,
  after: Settings,
): PlanRefusal[] {
  return cameras.flatMap((camera) => {
    const message = whyTimelapseIsEmpty(camera, after);
    if (message === null || whyTimelapseIsEmpty(camera, before) !== null) return [];
    return [
      {
        path: '/timelapse/window_seconds',
        message,
        deviceId: device.id,
        cameraId: camera.cameraId,
      },
    ];
  });
}
