import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Eyrie, Frame } from '@eyrie/sdk';
import { openCloud, type CloudOptions } from '../access/cloud-access.ts';
import { cameraNamed } from '../cloud/named.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { ProgressBar } from '../terminal/progress-bar.ts';
import { giveCommand, requireSuccess, stepOf } from '../command/give-command.ts';

export interface CaptureOptions extends CloudOptions {
  out?: string;
  wait: number;
}

/** `eyrie camera capture`: a frame out of turn; waits until the cloud has it. */
export async function capture(name: string, options: CaptureOptions): Promise<void> {
  const { eyrie, url } = await openCloud(options, process.env);
  const bar = new ProgressBar(process.stderr, options.json ?? false);
  const camera = await cameraNamed(eyrie, name);
  const done = requireSuccess(
    await giveCommand(
      eyrie,
      camera.device_id,
      { type: 'capture', parameters: { camera_id: camera.id }, ttl_seconds: options.wait },
      { onStep: (command) => bar.show(`${camera.name}: ${stepOf(command)}`) },
    ),
  );
  const [frameId] = (done.result?.['frame_ids'] ?? []) as string[];
  if (frameId === undefined) throw new CommandFailure(`${camera.name} took no frame.`);
  bar.show(`${camera.name}: taken, on its way to the cloud`);
  const frame = await uploaded(eyrie, camera.id, frameId, options.wait);
  bar.end(`${camera.name}: ${frame.width_px} x ${frame.height_px}, ${frame.bytes} bytes`);
  if (options.out !== undefined) {
    const image = await eyrie.frames.image(frame.id);
    await writeFile(options.out, await image.toBytes());
  }
  if (options.json) {
    const file = options.out === undefined ? {} : { file: options.out };
    console.log(JSON.stringify({ command_id: done.id, frame, ...file }, null, 2));
  } else {
    console.log(options.out ?? `${url}${frame.image_url ?? ''}`);
  }
}

/** The frame once its picture is in the cloud. The record and the bytes come by ways of their own. */
async function uploaded(
  eyrie: Eyrie,
  cameraId: string,
  frameId: string,
  waitSeconds: number,
): Promise<Frame> {
  const until = Date.now() + waitSeconds * 1_000;
  for (;;) {
    const newest = await eyrie.frames.list(cameraId, { page_size: 20 }).toArray(20);
    const isThere = newest.some(({ id }) => id === frameId);
    const frame = isThere ? await eyrie.frames.read(frameId) : null;
    if (frame && frame.image_url !== null) return frame;
    if (Date.now() > until) {
      const message = `The frame ${frameId} was taken, and is not in the cloud after ${waitSeconds} s: it comes when the link allows it.`;
      throw new CommandFailure(message, exitCodes.tryAgain);
    }
    await delay(500);
  }
}
