import { Command, InvalidArgumentError } from 'commander';
import { withCloud } from '../access/cloud-access.ts';
import { example } from '../examples.ts';
import { wholeFrom } from '../terminal/option-values.ts';
import { addLearnView, addRender } from './camera-orders.ts';
import { listCameras, type ListOptions } from './camera-list.ts';
import { capture, type CaptureOptions } from './capture.ts';
import { focus, type FocusOptions } from './focus.ts';
import { live, type LiveOptions } from './live.ts';

/** `eyrie camera …`: cameras, and what a person does with one. */
export function cameraCommand(): Command {
  const camera = new Command('camera').alias('cameras').description('Cameras of workers.');
  const lists = withCloud(
    camera
      .command('list')
      .description('Every camera that is configured; with --plugged, what workers find now.'),
  )
    .option('--site <site>', 'of one site, by name or id')
    .option('--device <device>', 'of one worker, by name or id')
    .option('--plugged', 'asks the workers what is plugged in, whether it is configured or not')
    .action((options: ListOptions) => listCameras(options));
  example(lists, 'eyrie camera list --site Ridge', 'the cameras of a site');
  withCloud(
    camera
      .command('capture <camera>')
      .description('A frame now; waits until the cloud has it, and says where it is.'),
  )
    .option('--out <file>', 'saves the picture there')
    .option(
      '--wait <seconds>',
      'for the worker, and again for the upload',
      wholeFrom(5, 3_600),
      120,
    )
    .action((name: string, options: CaptureOptions) => capture(name, options));
  withCloud(
    camera
      .command('focus <camera>')
      .description('How sharp it sees, a look a second; Ctrl-C ends it with the best so far.'),
  )
    .option('--seconds <seconds>', 'how long somebody turns the lens', wholeFrom(5, 300), 60)
    .option('--positions <dioptres>', 'of a lens that moves by itself: 0,0.5,1,2', positions)
    .action((name: string, options: FocusOptions) => focus(name, options));
  withCloud(
    camera
      .command('live <camera>')
      .description('What it sees now, in small pictures that replace one another in a file.'),
  )
    .option('--out <file>', 'the file', 'live.jpg')
    .option('--seconds <seconds>', 'how long', wholeFrom(5, 120), 60)
    .option('--every <seconds>', 'a picture', wholeFrom(1, 30), 2)
    .option('--width <px>', 'of the pictures', wholeFrom(160, 640), 480)
    .action((name: string, options: LiveOptions) => live(name, options));
  addLearnView(camera);
  addRender(camera);
  return camera;
}

function positions(text: string): number[] {
  const values = text.split(',').map(Number);
  const isFine = values.length >= 2 && values.every((one) => one >= 0 && one <= 32);
  if (isFine) return values;
  throw new InvalidArgumentError('At least two, in dioptres from 0 to 32, such as 0,0.5,1,2.');
}
