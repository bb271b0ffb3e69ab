import { InvalidArgumentError, type Command } from 'commander';
import { cameraNamed } from '../cloud/named.ts';
import { runCommand, withFollowing, type FollowOptions } from '../command/run-command.ts';
import { example } from '../examples.ts';
import { instant, wholeFrom } from '../terminal/option-values.ts';

interface RenderOptions extends FollowOptions {
  from: string;
  to: string;
  fps?: number;
  crf?: number;
}

/** `eyrie camera learn-view`: a camera that was turned on purpose is not hindered. */
export function addLearnView(camera: Command): void {
  const learns = withFollowing(
    camera
      .command('learn-view <camera>')
      .description('Have a camera that was turned learn anew what it sees.'),
  ).action((wanted: string, options: FollowOptions) =>
    runCommand(async (eyrie) => {
      const { id, name, device_id: deviceId } = await cameraNamed(eyrie, wanted);
      return { deviceId, name, wish: { type: 'learn_view', parameters: { camera_id: id } } };
    }, options),
  );
  example(learns, 'eyrie camera learn-view South --no-wait', 'after it was turned');
}

/** `eyrie camera render`: a video of what the worker still has. */
export function addRender(camera: Command): void {
  const renders = withFollowing(
    camera
      .command('render <camera>')
      .description('A video of the frames that the worker still has of a stretch of time.'),
  )
    .requiredOption('--from <instant>', 'the first', instant)
    .requiredOption('--to <instant>', 'up to there, without it', instant)
    .option('--fps <count>', 'pictures a second; as the device is set where absent', fps)
    .option('--crf <number>', 'quality: lower is better and larger', wholeFrom(0, 51))
    .action((wanted: string, options: RenderOptions) =>
      runCommand(async (eyrie) => {
        const { id, name, device_id: deviceId } = await cameraNamed(eyrie, wanted);
        const { from, to, fps: wished, crf } = options;
        const how = {
          ...(wished === undefined ? {} : { fps: wished }),
          ...(crf === undefined ? {} : { crf }),
        };
        const parameters = { camera_id: id, from, to, ...how };
        return { deviceId, name, wish: { type: 'render', parameters } };
      }, options),
    );
  example(
    renders,
    'eyrie camera render South --from 2026-11-20 --to 2026-11-21 --no-wait',
    'the video of a day',
  );
}

function fps(text: string): number {
  const value = Number(text);
  if (value >= 1 && value <= 120) return value;
  throw new InvalidArgumentError('A number, from 1 to 120.');
}
