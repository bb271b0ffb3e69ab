import { Command } from 'commander';
import { withCloud, type CloudOptions } from '../access/cloud-access.ts';
import { cancelErasure, erase, type EraseOptions, showErasure } from './erasure.ts';
import { exportOrganisation, type ExportOptions, verifyArchive } from './export.ts';

/** `eyrie organisation …`: all that an organisation has, taken along or ended. */
export function organisationCommand(): Command {
  const organisation = new Command('organisation').description('All that an organisation has.');
  withCloud(organisation.command('export'))
    .description(
      'Make an archive (tar) of everything, get it, and check its hashes. A run that was cut off goes on\n' +
        'where it was when it is started again with the same file.',
    )
    .option('--out <file>', 'where it goes; default organisation.tar')
    .option('--no-media', 'without pictures and videos')
    .option('--no-download', 'have it made only; it is kept for two days')
    .action((options: ExportOptions) => exportOrganisation(options));
  organisation
    .command('verify <archive>')
    .description('Compare every entry of an archive with the hash that its manifest has of it.')
    .option('--json', 'for programs')
    .action((file: string, options: CloudOptions) => verifyArchive(file, options));
  withCloud(organisation.command('erase'))
    .description(
      'Have the organisation and everything it has erased, after some days in which that can be cancelled.\n' +
        'It is for an owner who is logged in; no API key will do.',
    )
    .option('--name <name>', 'the name of the organisation, typed once more')
    .option('--reason <reason>', 'why: it is in the audit log')
    .action((options: EraseOptions) => erase(options));
  const erasure = organisation.command('erasure').description('An erasure that was asked for.');
  withCloud(erasure.command('show').description('Whether there is one, and when.')).action(
    (options: CloudOptions) => showErasure(options),
  );
  withCloud(erasure.command('cancel').description('Keep the organisation after all.')).action(
    (options: CloudOptions) => cancelErasure(options),
  );
  return organisation;
}
