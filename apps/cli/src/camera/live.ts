import { rename, writeFile } from 'node:fs/promises';
import { commandSchema, liveViewSchema, liveViewType } from '@eyrie/contracts';
import { CloudAccess, type CloudOptions } from '../cloud/cloud-access.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { ProgressBar } from '../terminal/progress-bar.ts';
import { followCamera } from './camera-events.ts';
import { cameraNamed } from './camera-named.ts';
import { giveCommand, requireSuccess, stepOf } from './give-command.ts';
import { Interruption } from './interruption.ts';

export interface LiveOptions extends CloudOptions {
  out: string;
  seconds: number;
  every: number;
  width: number;
}

/** `eyrie camera live`: small pictures of what a camera sees now, each in place of the last one. */
export async function live(name: string, options: LiveOptions): Promise<void> {
  const cloud = await CloudAccess.open(options, process.env);
  const bar = new ProgressBar(process.stderr, options.json ?? false);
  const camera = await cameraNamed(cloud, name);
  const { seconds, every, width, out } = options;
  const events = await followCamera(cloud, camera.id, liveViewType);
  const path = `/v1/devices/${camera.device_id}/commands`;
  let until = Infinity;
  const interruption = new Interruption(() => {
    until = 0;
    const wish = { type: 'end_view', parameters: { camera_id: camera.id } };
    void cloud.post(path, commandSchema, wish).catch(() => undefined);
  });
  try {
    const parameters = { camera_id: camera.id, seconds, interval_seconds: every, width_px: width };
    const begun = await giveCommand(
      cloud,
      camera.device_id,
      { type: 'live_view', parameters },
      { onStep: (command) => bar.show(`${camera.name}: ${stepOf(command)}`) },
    );
    requireSuccess(begun);
    if (!interruption.isHeard) until = Date.now() + seconds * 1_000;
    let pictures = 0;
    let takenAt: string | null = null;
    await events.hear(
      async ({ data }) => {
        const view = liveViewSchema.safeParse(data).data;
        if (!view) return;
        await replace(out, Buffer.from(view.jpeg, 'base64'));
        pictures += 1;
        takenAt = view.taken_at;
        bar.show(`${camera.name}: picture ${pictures}, taken at ${takenAt}`);
      },
      () => Date.now() > until,
    );
    if (pictures === 0 && !interruption.isHeard) {
      const message = `No picture of ${camera.name} came within ${seconds} s.`;
      throw new CommandFailure(message, exitCodes.tryAgain);
    }
    bar.end(`${camera.name}: ${pictures} pictures`);
    const result = { file: out, pictures, newest_taken_at: takenAt };
    console.log(options.json ? JSON.stringify(result, null, 2) : out);
  } finally {
    interruption.over();
  }
}

/** Whoever shows the file sees the last picture or this one, never half of it. */
async function replace(file: string, bytes: Uint8Array): Promise<void> {
  await writeFile(`${file}.part`, bytes);
  await rename(`${file}.part`, file);
}
