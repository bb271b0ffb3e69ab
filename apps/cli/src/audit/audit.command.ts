import { Command } from 'commander';
import { operations } from '@eyrie/sdk';
import { openCloud, withCloud, type CloudOptions } from '../access/cloud-access.ts';
import { verify, type VerifyOptions } from './verify.ts';

/** `eyrie audit …`: the history of an organisation's changes. */
export function auditCommand(): Command {
  const audit = new Command('audit').description('The audit log of an organisation.');
  withCloud(audit.command('verify [export]'))
    .description(
      'Follow the hash chain from its beginning, and name the first link that does not hold.\n' +
        'Reads an export (GET /v1/audit/export?checkpoints=true; - is the standard input), or asks the\n' +
        'cloud. A cut-off end, or a chain written anew, is told from what was kept elsewhere: the head\n' +
        'that a run printed (--head), or checkpoints (--checkpoints), which the cloud signs each hour and\n' +
        'writes to its log. Keep a copy of /.well-known/audit-keys.json too (--keys): the cloud that is\n' +
        'asked could tell other keys.',
    )
    .option('--head <sequence:hash>', 'a head of earlier, which must still be there')
    .option(
      '--checkpoints <file>',
      'a log of the cloud, an earlier export, or checkpoints; all of them must still hold',
    )
    .option('--keys <file>', 'public keys that were kept, to check signatures with')
    .action((file: string | undefined, options: VerifyOptions) => verify(file, options));
  withCloud(audit.command('checkpoint'))
    .description('Have the head of the chain signed now, and print it: a line to keep elsewhere.')
    .action(checkpoint);
  return audit;
}

async function checkpoint(options: CloudOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  console.log(JSON.stringify(await eyrie.call(operations.auditCheckpointsCreate)));
}
