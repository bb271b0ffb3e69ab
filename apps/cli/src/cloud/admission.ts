import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { readKnownDevices } from '@eyrie/contracts';
import { operations, type KnownDevice, type PendingEnrolment } from '@eyrie/sdk';
import type { Command } from 'commander';
import { openCloud, withCloud, type CloudOptions } from '../access/cloud-access.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { didYouMean } from '../terminal/suggestion.ts';
import { printJson } from '../terminal/print.ts';
import { siteNamed } from './named.ts';

/** `eyrie device approve|reject|import`: who is let in. */
export function addAdmission(device: Command): void {
  withCloud(
    device
      .command('approve <waiting>')
      .description('Let a device in, by the words that it logs, its serial or its request.'),
  )
    .option('--name <name>', 'the name that it gets')
    .action(async (waiting: string, options: CloudOptions & { name?: string }) => {
      const { eyrie } = await openCloud(options, process.env);
      const { id } = oneOf(await waitingOf(eyrie), waiting);
      const decided = await eyrie.provisioning.approve(id, { device_name: options.name ?? null });
      if (options.json) printJson(decided);
      else console.log(`${decided.device_name} is let in.`);
    });
  withCloud(device.command('reject <waiting>').description('Send a device away that waits.'))
    .option('--reason <reason>', 'what the device is told')
    .action(async (waiting: string, options: CloudOptions & { reason?: string }) => {
      const { eyrie } = await openCloud(options, process.env);
      const { id } = oneOf(await waitingOf(eyrie), waiting);
      const decided = await eyrie.provisioning.reject(id, { reason: options.reason ?? null });
      if (options.json) printJson(decided);
      else console.log('It is rejected.');
    });
  withCloud(
    device
      .command('import <file>')
      .description(
        'Make serials known, so that their devices need no approval: CSV (serial,name) or JSON; - is the standard input.',
      ),
  )
    .option('--site <site>', 'by name or id; default: the only one')
    .action((file: string, options: CloudOptions & { site?: string }) =>
      importSerials(file, options),
    );
}

type Client = Awaited<ReturnType<typeof openCloud>>['eyrie'];

function waitingOf(eyrie: Client): Promise<PendingEnrolment[]> {
  return eyrie.provisioning.requests({ state: 'pending', page_size: 200 }).toArray();
}

/** By words, serial or id; one that fits several must be said better. @throws CommandFailure */
function oneOf(waiting: readonly PendingEnrolment[], wanted: string): PendingEnrolment {
  const found = waiting.filter((one) => [one.id, one.key_words, one.serial].includes(wanted));
  if (found.length === 1 && found[0]) return found[0];
  const why = found.length === 0 ? 'No device waits' : `${found.length} devices wait`;
  const hint = didYouMean(
    wanted,
    waiting.map(({ key_words }) => key_words),
  );
  throw new CommandFailure(
    `${why} by ${wanted}.${hint} eyrie device list shows those that wait, each with its words.`,
    exitCodes.usage,
  );
}

async function importSerials(
  file: string,
  options: CloudOptions & { site?: string },
): Promise<void> {
  let items: KnownDevice[];
  try {
    items = readKnownDevices(await (file === '-' ? text(process.stdin) : readFile(file, 'utf8')));
  } catch (error) {
    throw new CommandFailure(
      `${file} is no list of serials: CSV with serial,name, or JSON with serial and name.`,
      exitCodes.usage,
      { cause: error },
    );
  }
  const { eyrie } = await openCloud(options, process.env);
  const site = await siteNamed(eyrie, options.site);
  const all = await eyrie.call(operations.knownDevicesAdd, {
    path: { siteId: site.id },
    body: { items },
  });
  if (options.json) printJson(all);
  else console.log(`${items.length} taken; ${site.name} knows ${all.items.length} serials.`);
}
