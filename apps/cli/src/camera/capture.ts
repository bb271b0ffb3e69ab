import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { framePageSchema, frameSchema, type Frame } from '@eyrie/contracts';
import { CloudAccess, type CloudOptions } from '../cloud/cloud-access.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { ProgressBar } from '../terminal/progress-bar.ts';
import { cameraNamed } from './camera-named.ts';
import { giveCommand, requireSuccess, stepOf } from './give-command.ts';

export interface CaptureOptions extends CloudOptions {
  out?: string;
  wait: number;
}

/** `eyrie camera capture`: a frame out of turn; waits until the cloud has it. */
export async function capture(name: string, options: CaptureOptions): Promise<void> {
  const cloud = await CloudAccess.open(options, process.env);
  const bar = new ProgressBar(process.stderr, options.json ?? false);
  const camera = await cameraNamed(cloud, name);
  const done = requireSuccess(
    await giveCommand(
      cloud,
      camera.device_id,
      { type: 'capture', parameters: { camera_id: camera.id }, ttl_seconds: options.wait },
      { onStep: (command) => bar.show(`${camera.name}: ${stepOf(command)}`) },
    ),
  );
  const [frameId] = (done.result?.['frame_ids'] ?? []) as string[];
  if (frameId === undefined) throw new CommandFailure(`${camera.name} took no frame.`);
  bar.show(`${camera.name}: taken, on its way to the cloud`);
  const frame = await uploaded(cloud, camera.id, frameId, options.wait);
  bar.end(`${camera.name}: ${frame.width_px} x ${frame.height_px}, ${frame.bytes} bytes`);
  const path = frame.image_url ?? '';
  if (options.out !== undefined) {
    const answer = await cloud.open(path, {});
    await writeFile(options.out, new Uint8Array(await answer.arrayBuffer()));
  }
  if (options.json) {
    const file = options.out === undefined ? {} : { file: options.out };
    console.log(JSON.stringify({ command_id: done.id, frame, ...file }, null, 2));
  } else {
    console.log(options.out ?? cloud.address(path));
  }
}

/** The frame once its picture is in the cloud. The record and the bytes come by ways of their own. */
async function uploaded(
  cloud: CloudAccess,
  cameraId: string,
  frameId: string,
  waitSeconds: number,
): Promise<Frame> {
  const until = Date.now() + waitSeconds * 1_000;
  for (;;) {
    const newest = await cloud.get(`/v1/cameras/${cameraId}/frames?page_size=20`, framePageSchema);
    const isThere = newest.items.some(({ id }) => id === frameId);
    const frame = isThere ? await cloud.get(`/v1/frames/${frameId}`, frameSchema) : null;
    if (frame && frame.image_url !== null) return frame;
    if (Date.now() > until) {
      const message = `The frame ${frameId} was taken, and is not in the cloud after ${waitSeconds} s: it comes when the link allows it.`;
      throw new CommandFailure(message, exitCodes.tryAgain);
    }
    await delay(500);
  }
}
