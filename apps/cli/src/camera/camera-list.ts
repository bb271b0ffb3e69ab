import {
  cameraPageSchema,
  devicePageSchema,
  foundCameraSchema,
  whereOfDriver,
  type Camera,
  type Device,
  type FoundCamera,
} from '@eyrie/contracts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { CloudAccess, type CloudOptions } from '../cloud/cloud-access.ts';
import { siteNamed } from '../cloud/site-named.ts';
import { table } from '../terminal/table.ts';
import { giveCommand } from './give-command.ts';

export interface ListOptions extends CloudOptions {
  site?: string;
  device?: string;
  plugged?: boolean;
}

/** `eyrie camera list`: cameras that are configured, or those that workers find. */
export async function listCameras(options: ListOptions): Promise<void> {
  const cloud = await CloudAccess.open(options, process.env);
  const site = options.site === undefined ? null : await siteNamed(cloud, options.site);
  const of = site === null ? '' : `site_id=${site.id}`;
  const [devices, cameras] = await Promise.all([
    cloud.list(`/v1/devices?${of}`, devicePageSchema),
    cloud.list(`/v1/cameras?${of}`, cameraPageSchema),
  ]);
  const workers = chosenWorkers(devices, options.device);
  const ids = new Set(workers.map(({ id }) => id));
  const configured = cameras.filter(({ device_id: deviceId }) => ids.has(deviceId));
  if (options.plugged) await listPlugged(cloud, workers, configured, options);
  else listConfigured(workers, configured, options);
}

function chosenWorkers(devices: readonly Device[], wanted: string | undefined): Device[] {
  const workers = devices.filter(({ role }) => role === 'worker');
  if (wanted === undefined) return workers;
  const chosen = workers.filter(({ id, name }) => id === wanted || name === wanted);
  if (chosen.length === 1) return chosen;
  const message = `${chosen.length === 0 ? 'No worker is' : 'Several workers are'} called ${wanted}.`;
  throw new CommandFailure(message, exitCodes.usage);
}

function listConfigured(
  workers: readonly Device[],
  cameras: readonly Camera[],
  { json }: ListOptions,
): void {
  if (json) {
    console.log(JSON.stringify({ cameras }, null, 2));
    return;
  }
  const nameOf = new Map(workers.map(({ id, name }) => [id, name]));
  const rows = cameras.map((camera) => [
    camera.name,
    nameOf.get(camera.device_id) ?? camera.device_id,
    camera.driver,
    whereOfDriver(camera.driver_configuration),
    camera.last_frame?.captured_at ?? 'never',
    camera.id,
  ]);
  console.log(table(['CAMERA', 'WORKER', 'DRIVER', 'AT', 'NEWEST FRAME', 'ID'], rows));
}

async function listPlugged(
  cloud: CloudAccess,
  workers: readonly Device[],
  cameras: readonly Camera[],
  { json }: ListOptions,
): Promise<void> {
  const found = await Promise.all(workers.map((worker) => pluggedInto(cloud, worker)));
  if (json) {
    console.log(JSON.stringify({ devices: found }, null, 2));
    return;
  }
  const nameOf = new Map(cameras.map(({ id, name }) => [id, name]));
  const rows = found.flatMap(({ device, cameras: plugged, problem }) =>
    problem === null
      ? plugged.map((one) => [
          device.name,
          one.name,
          one.driver.type,
          whereOfDriver(one.driver),
          one.camera_id === null ? 'free' : (nameOf.get(one.camera_id) ?? one.camera_id),
        ])
      : [[device.name, `- ${problem}`, '', '', '']],
  );
  console.log(table(['WORKER', 'CAMERA', 'DRIVER', 'AT', 'USED AS'], rows));
}

interface Plugged {
  readonly device: { readonly id: string; readonly name: string };
  readonly cameras: readonly FoundCamera[];
  /** Why there is no answer. */
  readonly problem: string | null;
}

const patienceMs = 60_000;

async function pluggedInto(cloud: CloudAccess, { id, name }: Device): Promise<Plugged> {
  const device = { id, name };
  const command = await giveCommand(cloud, id, {
    type: 'find_cameras',
    ttl_seconds: patienceMs / 1_000,
  });
  if (command.state !== 'succeeded') {
    return { device, cameras: [], problem: command.message ?? 'It does not answer.' };
  }
  const found = foundCameraSchema.array().safeParse(command.result?.['cameras']);
  if (!found.success)
    return { device, cameras: [], problem: 'It answers what nobody understands.' };
  return { device, cameras: found.data, problem: null };
}
