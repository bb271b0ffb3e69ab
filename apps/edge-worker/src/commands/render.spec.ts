import { describe, expect, it } from '@jest/globals';
import { commandParameters, type TimelapseCompleted } from '@eyrie/contracts';
import { NothingToRender } from '@eyrie/timelapse';
import type { TimelapseRunner, WantedVideo } from '../timelapse/timelapse-runner.ts';
import { renderWanted } from './render.ts';

const cameraId = 'cam_01h455vb4pex5vsknk084sn02q';
const day = {
  camera_id: cameraId,
  from: '2026-06-01T00:00:00.000Z',
  to: '2026-06-02T00:00:00.000Z',
};
const made = {
  timelapseId: 'tl_01h455vb4pex5vsknk084sn02q',
  frames: 240,
  skippedFrames: 2,
  durationSeconds: 10,
} as TimelapseCompleted;

describe('the command to render', () => {
  const asked: WantedVideo[] = [];
  const told: [number, string][] = [];
  const run = (
    parameters: Record<string, unknown>,
    render: TimelapseRunner['renderWanted'] = (wanted, onProgress) => {
      asked.push(wanted);
      for (const percent of [1, 12, 15, 55, 100]) {
        onProgress({ step: 'encoding', done: percent, total: 100, percent, etaSeconds: null });
      }
      return Promise.resolve(made);
    },
  ) =>
    renderWanted(
      {
        runner: { renderWanted: render },
        cameras: () => [{ cameraId, timelapse: { windowSeconds: 60, fps: 30, crf: 20 } }],
      },
      commandParameters.render.parse(parameters),
      (percent, message) => Promise.resolve(void told.push([percent, message])),
    );

  it('is for a stretch of one camera, as its videos are set unless it says otherwise', async () => {
    const outcome = await run(day);
    const stretch = { cameraId, from: Date.parse(day.from), to: Date.parse(day.to) };
    expect(asked.pop()).toEqual({ ...stretch, fps: 30, crf: 20 });
    expect(outcome).toMatchObject({
      message: 'A video of 240 pictures, 10.0 s long.',
      result: { timelapse_id: made.timelapseId, frames: 240, skipped_frames: 2 },
    });
    expect(told.map(([percent]) => percent)).toEqual([12, 55]);
    await run({ ...day, fps: 12, crf: 28 });
    expect(asked.pop()).toMatchObject({ fps: 12, crf: 28 });
  });

  it('is refused for a camera of another device, and says where no picture is left', async () => {
    const other = { ...day, camera_id: 'cam_01h455vb4pex5vsknk084sn02r' };
    await expect(run(other)).rejects.toMatchObject({ refusal: 'bad-parameters' });
    const nothing = () => Promise.reject(new NothingToRender([]));
    await expect(run(day, nothing)).rejects.toThrow('not enough pictures of that time');
  });

  it.each([{}, { ...day, to: day.from }, { ...day, fps: 0 }, { ...day, output: '/etc/passwd' }])(
    'is not read from %j',
    (parameters) => {
      expect(commandParameters.render.safeParse(parameters).success).toBe(false);
    },
  );
});
