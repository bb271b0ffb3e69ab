import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { deviceRoleSchema } from '@eyrie/contracts';
import { Command, Option } from 'commander';
import { withCloud } from '../access/cloud-access.ts';
import { CommandFailure } from '../failure.ts';
import { wholeFrom } from '../terminal/option-values.ts';
import { workspaceDirectory } from '../workspace.ts';
import { flash, type FlashOptions } from './flash.ts';

/** `eyrie image …`: what Pis start from. */
export function imageCommand(): Command {
  const image = new Command('image').description('Images of cards, and cards with claims.');
  image
    .command('build [file]')
    .description('Make the image of a card, in a checkout, as root (docs/edge-image.md).')
    .action((file = 'eyrie.img') => build(file as string));
  withCloud(
    image
      .command('flash')
      .description('Write cards, each with a claim that is good for one device once.'),
  )
    .option('--image <file>', 'the image', 'eyrie.img')
    .requiredOption('--count <count>', 'how many cards', wholeFrom(1))
    .option('--site <site>', 'by name or id')
    .addOption(new Option('--role <role>').choices(deviceRoleSchema.options).default('worker'))
    .requiredOption('--name <name>', 'what the names of the devices begin with')
    .option('--days <days>', 'how long the claims are good', wholeFrom(1), 30)
    .option('--cloud <url>', 'where the Pi finds the cloud; default that of --url')
    .option('--settings <file>', 'what every card says besides: Wi-Fi, time zone …')
    .option('--ca <file>', "a private authority's certificate, for every card")
    .option('--out <folder>', 'write images into this folder')
    .option('--device <device>', 'write cards in this device, one after the other')
    .option('--labels <file>', 'a sheet of labels to cut out; default labels.pdf in --out, or here')
    .option('--no-labels', 'write no sheet')
    .action((options: FlashOptions) => flash(options));
  return image;
}

function build(file: string): void {
  const words = ['run', '-s', 'image:build', '--', path.resolve(file)];
  const { status } = spawnSync('npm', words, { cwd: workspaceDirectory, stdio: 'inherit' });
  if (status !== 0) throw new CommandFailure('The image was not made; what failed is said above.');
}
