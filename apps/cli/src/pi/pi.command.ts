import { deviceRoleSchema } from '@eyrie/contracts';
import { Command, Option } from 'commander';
import { withCloud } from '../access/cloud-access.ts';
import { wholeFrom } from '../terminal/option-values.ts';
import { install, type InstallOptions } from './install.ts';

/** `eyrie pi …`: Pis that run a system of their own already. */
export function piCommand(): Command {
  const pi = new Command('pi').description('Pis with a Raspberry Pi OS that is there already.');
  withCloud(
    pi
      .command('install <host>')
      .description(
        'Install worker or coordinator on a Pi over ssh, and wait until it has enrolled. It is looked at first; nothing is changed where it cannot be (docs/edge-package.md).',
      ),
  )
    .option('--package <file>', 'the package', 'eyrie-edge_arm64.deb')
    .option('--site <site>', 'by name or id; default: the only one')
    .addOption(new Option('--role <role>').choices(deviceRoleSchema.options).default('worker'))
    .requiredOption('--name <name>', 'of the device')
    .option('--cloud <url>', 'where the Pi finds the cloud; default that of --url')
    .option('--ca <file>', "a private authority's certificate")
    .option('--ssh-config <file>', 'in place of ~/.ssh/config')
    .option('--minutes <count>', 'how long its enrolment is waited for', wholeFrom(1), 5)
    .action((host: string, options: InstallOptions) => install(host, options));
  return pi;
}
