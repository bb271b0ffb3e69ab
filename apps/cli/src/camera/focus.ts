import { focusLookSchema, focusLookType, type FocusLook } from '@eyrie/contracts';
import { openCloud, type CloudOptions } from '../access/cloud-access.ts';
import { cameraNamed } from '../cloud/named.ts';
import { ProgressBar } from '../terminal/progress-bar.ts';
import { followCamera } from './camera-events.ts';
import { focusLine } from './focus-line.ts';
import { giveCommand, requireSuccess } from '../command/give-command.ts';
import { Interruption } from './interruption.ts';

export interface FocusOptions extends CloudOptions {
  seconds: number;
  positions?: number[];
}

/** `eyrie camera focus`: how sharp the camera sees, again and again, while somebody turns its lens. */
export async function focus(name: string, options: FocusOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  const bar = new ProgressBar(process.stderr, options.json ?? false);
  const camera = await cameraNamed(eyrie, name);
  const events = await followCamera(eyrie, camera.id, focusLookType);
  const { seconds, positions } = options;
  const end = () =>
    void eyrie.commands
      .give(camera.device_id, { type: 'end_view', parameters: { camera_id: camera.id } })
      .catch(() => undefined);
  const interruption = new Interruption(end);
  const parameters = {
    camera_id: camera.id,
    seconds,
    ...(positions ? { lens_positions: positions } : {}),
  };
  const over = new AbortController();
  let best: FocusLook | null = null;
  const given = giveCommand(eyrie, camera.device_id, { type: 'focus', parameters }).finally(() => {
    over.abort();
  });
  const heard = events.hear(({ data }) => {
    const look = focusLookSchema.safeParse(data).data;
    if (!look) return;
    if (!best || look.sharpness > best.sharpness) best = look;
    bar.show(focusLine(look, best));
  }, over.signal);
  try {
    const [command] = await Promise.all([given, heard]);
    const done = requireSuccess(command);
    bar.end(done.message ?? 'Done.');
    if (options.json) console.log(JSON.stringify({ command_id: done.id, ...done.result }, null, 2));
    else console.log(sentence(done.result?.['best']));
  } finally {
    interruption.over();
  }
}

/** `168.1 at 2 dioptres`; of a lens that somebody turned, when that was. */
function sentence(best: unknown): string {
  if (typeof best !== 'object' || best === null) return 'no look';
  const { sharpness, lens_position, at } = best as {
    sharpness: number;
    lens_position: number | null;
    at: string;
  };
  return lens_position === null
    ? `${sharpness} at ${at}`
    : `${sharpness} at ${lens_position} dioptres`;
}
