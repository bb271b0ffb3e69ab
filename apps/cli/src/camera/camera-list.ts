import { foundCameraSchema, whereOfDriver, type FoundCamera } from '@eyrie/contracts';
import type { Camera, Device, Eyrie } from '@eyrie/sdk';
import { openCloud, type CloudOptions } from '../access/cloud-access.ts';
import { oneNamed, siteIdNamed } from '../cloud/named.ts';
import { minute } from '../terminal/print.ts';
import { table } from '../terminal/table.ts';
import { giveCommand } from '../command/give-command.ts';

export interface ListOptions extends CloudOptions {
  site?: string;
  device?: string;
  plugged?: boolean;
}

/** `eyrie camera list`: cameras that are configured, or those that workers find. */
export async function listCameras(options: ListOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  const of = { ...(await siteIdNamed(eyrie, options.site)), page_size: 200 };
  const [devices, cameras] = await Promise.all([
    eyrie.devices.list(of).toArray(),
    eyrie.cameras.list(of).toArray(),
  ]);
  const workers = chosenWorkers(devices, options.device);
  const ids = new Set(workers.map(({ id }) => id));
  const configured = cameras.filter(({ device_id: deviceId }) => ids.has(deviceId));
  if (options.plugged) await listPlugged(eyrie, workers, configured, options);
  else listConfigured(workers, configured, options);
}

function chosenWorkers(devices: readonly Device[], wanted: string | undefined): Device[] {
  const workers = devices.filter(({ role }) => role === 'worker');
  if (wanted === undefined) return workers;
  return [oneNamed('device', workers, wanted)];
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
    camera.last_frame ? minute(camera.last_frame.captured_at) : 'never',
    camera.id,
  ]);
  const header = [
    'CAMERA',
    'WORKER',
    { title: 'DRIVER', narrow: 'leave' },
    { title: 'AT', narrow: 'leave' },
    'NEWEST FRAME',
    { title: 'ID', narrow: 'leave' },
  ] as const;
  console.log(table(header, rows));
}

async function listPlugged(
  eyrie: Eyrie,
  workers: readonly Device[],
  cameras: readonly Camera[],
  { json }: ListOptions,
): Promise<void> {
  const found = await Promise.all(workers.map((worker) => pluggedInto(eyrie, worker)));
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

async function pluggedInto(eyrie: Eyrie, { id, name }: Device): Promise<Plugged> {
  const device = { id, name };
  const command = await giveCommand(eyrie, id, {
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
