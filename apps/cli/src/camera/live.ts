import { rename, writeFile } from 'node:fs/promises';
import { liveViewSchema, liveViewType } from '@eyrie/contracts';
import { openCloud, type CloudOptions } from '../access/cloud-access.ts';
import { cameraNamed } from '../cloud/named.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { ProgressBar } from '../terminal/progress-bar.ts';
import { followCamera } from './camera-events.ts';
import { giveCommand, requireSuccess, stepOf } from '../command/give-command.ts';
import { Interruption } from './interruption.ts';

export interface LiveOptions extends CloudOptions {
  out: string;
  seconds: number;
  every: number;
  width: number;
}

/** `eyrie camera live`: small pictures of what a camera sees now, each in place of the last one. */
export async function live(name: string, options: LiveOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  const bar = new ProgressBar(process.stderr, options.json ?? false);
  const camera = await cameraNamed(eyrie, name);
  const { seconds, every, width, out } = options;
  const events = await followCamera(eyrie, camera.id, liveViewType);
  const interrupted = new AbortController();
  const interruption = new Interruption(() => {
    interrupted.abort();
    const wish = { type: 'end_view', parameters: { camera_id: camera.id } } as const;
    void eyrie.commands.give(camera.device_id, wish).catch(() => undefined);
  });
  try {
    const parameters = { camera_id: camera.id, seconds, interval_seconds: every, width_px: width };
    const begun = await giveCommand(
      eyrie,
      camera.device_id,
      { type: 'live_view', parameters },
      { onStep: (command) => bar.show(`${camera.name}: ${stepOf(command)}`) },
    );
    requireSuccess(begun);
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
      AbortSignal.any([interrupted.signal, AbortSignal.timeout(seconds * 1_000)]),
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
