import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import {
  devicePageSchema,
  listedKnownDevicesSchema,
  pendingEnrolmentPageSchema,
  pendingEnrolmentSchema,
  readKnownDevices,
  type KnownDevice,
  type PendingEnrolment,
} from '@eyrie/contracts';
import { Command } from 'commander';
import { CommandFailure, exitCodes } from '../failure.ts';
import { CloudAccess, withCloud, type CloudOptions } from './cloud-access.ts';
import { siteNamed } from './site-named.ts';
import { table } from '../terminal/table.ts';

/** `eyrie device …`: devices, those that wait for approval, and serials that need none. */
export function deviceCommand(): Command {
  const device = new Command('device').description('Devices, and those that wait to become one.');
  withCloud(device.command('list').description('Every device, and first those that wait.'))
    .option('--site <site>', 'of one site, by name or id')
    .action((options: CloudOptions & { site?: string }) => list(options));
  withCloud(
    device
      .command('approve <waiting>')
      .description('Let a device in, by the words that it logs, its serial or its request.'),
  )
    .option('--name <name>', 'the name that it gets')
    .action(async (waiting: string, options: CloudOptions & { name?: string }) => {
      await decide(waiting, 'approve', { device_name: options.name ?? null }, options);
    });
  withCloud(device.command('reject <waiting>').description('Send a device away that waits.'))
    .option('--reason <reason>', 'what the device is told')
    .action(async (waiting: string, options: CloudOptions & { reason?: string }) => {
      await decide(waiting, 'reject', { reason: options.reason ?? null }, options);
    });
  withCloud(
    device
      .command('import <file>')
      .description(
        'Make serials known, so that their devices need no approval: CSV (serial,name) or JSON; - is the standard input.',
      ),
  )
    .option('--site <site>', 'by name or id')
    .action((file: string, options: CloudOptions & { site?: string }) =>
      importSerials(file, options),
    );
  return device;
}

async function list(options: CloudOptions & { site?: string }): Promise<void> {
  const cloud = await CloudAccess.open(options, process.env);
  const site = options.site === undefined ? null : await siteNamed(cloud, options.site);
  const of = site === null ? '' : `&site_id=${site.id}`;
  const waiting = await cloud.list(
    `/v1/enrolment-requests?state=pending${of}`,
    pendingEnrolmentPageSchema,
  );
  const devices = await cloud.list(`/v1/devices?${of.slice(1)}`, devicePageSchema);
  if (options.json) {
    console.log(JSON.stringify({ waiting, devices }, null, 2));
    return;
  }
  if (waiting.length > 0) {
    const rows = waiting.map((one) => [
      one.key_words,
      one.serial,
      one.model,
      one.address ?? '-',
      one.device_name,
    ]);
    console.log(`${table(['WAITS', 'SERIAL', 'MODEL', 'FROM', 'AS'], rows)}\n`);
  }
  const rows = devices.map(({ name, role, presence, access, hardware_model: model, id }) => {
    return [name, role, access === 'granted' ? presence : access, model, id];
  });
  console.log(table(['DEVICE', 'ROLE', 'STATE', 'MODEL', 'ID'], rows));
}

async function decide(
  wanted: string,
  what: 'approve' | 'reject',
  body: object,
  options: CloudOptions,
): Promise<void> {
  const cloud = await CloudAccess.open(options, process.env);
  const waiting = await cloud.list(
    '/v1/enrolment-requests?state=pending',
    pendingEnrolmentPageSchema,
  );
  const { id } = oneOf(waiting, wanted);
  const decided = await cloud.post(
    `/v1/enrolment-requests/${id}/${what}`,
    pendingEnrolmentSchema,
    body,
  );
  if (options.json) console.log(JSON.stringify(decided, null, 2));
  else console.log(what === 'approve' ? `${decided.device_name} is let in.` : 'It is rejected.');
}

/** By words, serial or id; one that fits several must be said better. @throws CommandFailure */
function oneOf(waiting: readonly PendingEnrolment[], wanted: string): PendingEnrolment {
  const found = waiting.filter((one) => [one.id, one.key_words, one.serial].includes(wanted));
  if (found.length === 1 && found[0]) return found[0];
  const why = found.length === 0 ? 'No device waits' : `${found.length} devices wait`;
  throw new CommandFailure(
    `${why} by ${wanted}. eyrie device list shows those that wait, each with its words.`,
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
  const cloud = await CloudAccess.open(options, process.env);
  const site = await siteNamed(cloud, options.site);
  const all = await cloud.post(`/v1/sites/${site.id}/known-devices`, listedKnownDevicesSchema, {
    items,
  });
  if (options.json) console.log(JSON.stringify(all, null, 2));
  else console.log(`${items.length} taken; ${site.name} knows ${all.items.length} serials.`);
}
