import type { CameraConfiguration, commandParameters } from '@eyrie/contracts';
import { NothingToRender } from '@eyrie/timelapse';
import type { z } from 'zod';
import type { TimelapseRunner } from '../timelapse/timelapse-runner.ts';
import { CommandNotDone, type CommandOutcome, type CommandProgress } from './command-work.ts';

export interface RenderParts {
  readonly runner: Pick<TimelapseRunner, 'renderWanted'>;
  readonly cameras: () => readonly Pick<CameraConfiguration, 'cameraId' | 'timelapse'>[];
}

export type RenderParameters = z.output<(typeof commandParameters)['render']>;

const defaults = { fps: 24, crf: 23 };
/** Each report is a record in the journal. */
const percentStep = 10;

/** A video of what one camera took in a stretch of time, as far as its pictures are still here. */
export async function renderWanted(
  { runner, cameras }: RenderParts,
  parameters: RenderParameters,
  progress: CommandProgress,
): Promise<CommandOutcome> {
  const camera = cameras().find(({ cameraId }) => cameraId === parameters.camera_id);
  if (!camera) throw new CommandNotDone('bad-parameters', 'This device has no such camera.');
  const { fps = camera.timelapse?.fps ?? defaults.fps } = parameters;
  const { crf = camera.timelapse?.crf ?? defaults.crf } = parameters;
  const [from, to] = [Date.parse(parameters.from), Date.parse(parameters.to)];
  let said = 0;
  const made = await runner
    .renderWanted({ cameraId: camera.cameraId, from, to, fps, crf }, ({ step, percent }) => {
      // The end is said by the outcome.
      if (percent < said + percentStep || percent >= 100) return;
      said = percent;
      void progress(Math.floor(percent), `It renders: ${step}.`).catch(() => undefined);
    })
    .catch((error: unknown) => {
      if (!(error instanceof NothingToRender)) throw error;
      throw new Error('There are not enough pictures of that time on the device any more.', {
        cause: error,
      });
    });
  const { frames, skippedFrames, durationSeconds, timelapseId } = made;
  return {
    message: `A video of ${frames} pictures, ${durationSeconds.toFixed(1)} s long.`,
    result: {
      timelapse_id: timelapseId,
      frames,
      skipped_frames: skippedFrames,
      duration_seconds: durationSeconds,
    },
  };
}
