import type { Device } from '@eyrie/sdk';
import { Command, Option } from 'commander';
import { openCloud, withCloud, type CloudOptions } from '../access/cloud-access.ts';
import { example } from '../examples.ts';
import { minute, printJson } from '../terminal/print.ts';
import { confirm } from '../terminal/prompt.ts';
import { record, table } from '../terminal/table.ts';
import { addAdmission } from './admission.ts';
import { addDeviceOrders } from './device-orders.ts';
import { deviceNamed, siteIdNamed } from './named.ts';

interface ListOptions extends CloudOptions {
  site?: string;
  presence?: Device['presence'];
  search?: string;
}

interface EndOptions extends CloudOptions {
  reason?: string;
  yes?: boolean;
  dryRun?: boolean;
}

/** `eyrie device …`. */
export function deviceCommand(): Command {
  const device = new Command('device')
    .alias('devices')
    .description('Devices, and those that wait to become one.');
  const lists = withCloud(
    device.command('list').description('Every device, and first those that wait.'),
  )
    .option('--site <site>', 'of one site, by name or id')
    .addOption(
      new Option('--presence <state>', 'those alone that are so now').choices([
        ...['new', 'online', 'late', 'offline'],
      ]),
    )
    .option('--search <text>', 'in name, notes, model or version')
    .action((options: ListOptions) => list(options));
  example(lists, 'eyrie device list --site Ridge', 'the devices of a site');
  example(lists, 'eyrie device list --presence offline --json', 'what a script watches');
  const shows = withCloud(
    device.command('show <device>').description('All about one device, by name or id.'),
  ).action((name: string, options: CloudOptions) => show(name, options));
  example(shows, 'eyrie device show ridge-worker', 'how it is');
  const renames = withCloud(
    device.command('rename <device> <name>').description('Give a device another name.'),
  ).action((old: string, name: string, options: CloudOptions) => rename(old, name, options));
  example(renames, 'eyrie device rename ridge-worker "ridge worker"', 'another name');
  addAdmission(device);
  addDeviceOrders(device);
  addEnd(device, 'revoke', 'End what a device may do, for good. It stays in the lists.');
  addEnd(device, 'decommission', 'Revoke a device, and take it out of the lists.');
  return device;
}

async function list(options: ListOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  const of = await siteIdNamed(eyrie, options.site);
  const { presence, search: q } = options;
  const [waiting, devices] = await Promise.all([
    eyrie.provisioning.requests({ ...of, state: 'pending', page_size: 200 }).toArray(),
    eyrie.devices
      .list({ ...of, page_size: 200, ...(presence ? { presence } : {}), ...(q ? { q } : {}) })
      .toArray(),
  ]);
  if (options.json) {
    printJson({ waiting, devices });
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
    const header = [
      { title: 'WAITS', narrow: 'whole' },
      'SERIAL',
      { title: 'MODEL', narrow: 'leave' },
      { title: 'FROM', narrow: 'leave' },
      'AS',
    ] as const;
    console.log(`${table(header, rows)}\n`);
  }
  const rows = devices.map(({ name, role, presence: state, access, hardware_model, id }) => {
    return [name, role, access === 'granted' ? state : access, hardware_model, id];
  });
  const header = [
    'DEVICE',
    { title: 'ROLE', narrow: 'whole' },
    { title: 'STATE', narrow: 'whole' },
    { title: 'MODEL', narrow: 'leave' },
    { title: 'ID', narrow: 'leave' },
  ] as const;
  console.log(table(header, rows));
}

async function show(name: string, options: CloudOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  const { id } = await deviceNamed(eyrie, name);
  const device = await eyrie.devices.read(id);
  if (options.json) {
    printJson(device);
    return;
  }
  const reason = device.presence_reason === null ? '' : `: ${device.presence_reason}`;
  const pairs: [string, string][] = [
    ['name', device.name],
    ['id', device.id],
    ['site', (await eyrie.sites.read(device.site_id)).name],
    ['role', device.role],
    ['state', `${device.presence}${reason}`],
    ['access', device.access],
    ['last seen', minute(device.last_seen_at)],
    ['version', device.version ?? '-'],
    ['hardware', device.hardware_model],
    ['cameras', String(device.cameras_total)],
    ['newest frame', minute(device.last_frame?.captured_at)],
    ['certificate', `until ${minute(device.certificate_expires_at)}`],
    ['since', minute(device.created_at)],
  ];
  if (device.notes !== '') pairs.push(['notes', device.notes]);
  console.log(record(pairs));
}

async function rename(old: string, name: string, options: CloudOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  const { id } = await deviceNamed(eyrie, old);
  const device = await eyrie.devices.edit(id, () => ({ name }));
  if (options.json) printJson(device);
  else console.log(`${old} is called ${device.name} now.`);
}

function addEnd(device: Command, verb: 'revoke' | 'decommission', description: string): void {
  const ends = withCloud(device.command(`${verb} <device>`).description(description))
    .option('--reason <reason>', 'for the audit log')
    .option('--yes', 'without asking, for scripts')
    .option('--dry-run', 'only say what would be done')
    .action(async (wanted: string, options: EndOptions) => {
      const { eyrie } = await openCloud(options, process.env);
      const { id, name } = await deviceNamed(eyrie, wanted);
      if (options.dryRun) {
        const body = { device_ids: [id], reason: options.reason ?? null };
        const trial =
          verb === 'revoke'
            ? await eyrie.bulk.tryRevoke(body)
            : await eyrie.bulk.tryDecommission(body);
        if (options.json) printJson(trial);
        else
          console.log(
            `${name} would be ${verb}${verb === 'revoke' ? 'd' : 'ed'}. Nothing was changed.`,
          );
        return;
      }
      const done =
        verb === 'revoke' ? 'loses its access for good' : 'loses its access, and leaves the lists';
      await confirm(`${name} ${done}.`, name, options.yes ?? false);
      const ended = await eyrie.devices[verb](id, { reason: options.reason ?? null });
      if (options.json) printJson(ended);
      else console.log(`${name} is ${verb}${verb === 'revoke' ? 'd' : 'ed'}.`);
    });
  example(ends, `eyrie device ${verb} hut --dry-run`, 'what would come of it');
}
