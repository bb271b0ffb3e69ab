import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { openCloud, withCloud, type CloudOptions } from '../access/cloud-access.ts';
import { siteNamed } from '../cloud/named.ts';
import { example } from '../examples.ts';
import { sizeText } from '../terminal/progress-bar.ts';
import { minute, printJson } from '../terminal/print.ts';
import { confirm } from '../terminal/prompt.ts';
import { wholeFrom } from '../terminal/option-values.ts';
import { record, table } from '../terminal/table.ts';

interface CreateOptions extends CloudOptions {
  latitude: number;
  longitude: number;
  timeZone: string;
  coordinators: number;
}

interface ArchiveOptions extends CloudOptions {
  withDevices?: boolean;
  yes?: boolean;
  dryRun?: boolean;
}

/** `eyrie site list|show|create|rename|archive|restore`: sites as the cloud has them. */
export function addPlaces(site: Command): void {
  const lists = withCloud(site.command('list').description('Every site of the cloud.')).action(
    (options: CloudOptions) => list(options),
  );
  example(lists, 'eyrie site list', 'which site needs somebody');
  const shows = withCloud(
    site.command('show [site]').description('All about one site of the cloud, by name or id.'),
  ).action((name: string | undefined, options: CloudOptions) => show(name, options));
  example(shows, 'eyrie site show Ridge', 'how it is');
  const creates = withCloud(site.command('create <name>').description('Make a site at the cloud.'))
    .requiredOption('--latitude <degrees>', 'north of the equator', degrees(90))
    .requiredOption('--longitude <degrees>', 'east of Greenwich', degrees(180))
    .requiredOption('--time-zone <zone>', 'such as Europe/Zurich')
    .option('--coordinators <count>', 'that found it', wholeFrom(1, 9), 1)
    .action((name: string, options: CreateOptions) => create(name, options));
  example(
    creates,
    'eyrie site create Hut --latitude 46.5 --longitude 8 --time-zone Europe/Zurich',
    'a new place',
  );
  withCloud(
    site.command('rename <site> <name>').description('Give a site another name at the cloud.'),
  ).action(async (old: string, name: string, options: CloudOptions) => {
    const { eyrie } = await openCloud(options, process.env);
    const { id } = await siteNamed(eyrie, old);
    const renamed = await eyrie.sites.edit(id, () => ({ name }));
    if (options.json) printJson(renamed);
    else console.log(`${old} is called ${renamed.name} now.`);
  });
  addArchive(site);
}

function addArchive(site: Command): void {
  const archives = withCloud(
    site
      .command('archive <site>')
      .description('Put a site away, for good after 30 days; until then it can be restored.'),
  )
    .option('--with-devices', 'decommission the devices that it still has')
    .option('--yes', 'without asking, for scripts')
    .option('--dry-run', 'only say what would go with it')
    .action(async (wanted: string, options: ArchiveOptions) => {
      const { eyrie } = await openCloud(options, process.env);
      const { id, name } = await siteNamed(eyrie, wanted);
      const how = options.withDevices ? ({ decommission_devices: 'true' } as const) : {};
      const trial = await eyrie.sites.archive(id, { ...how, dry_run: 'true' });
      const goes = `${name} goes with ${trial.devices_total} devices, ${trial.cameras_total} cameras and ${trial.frames_total} frames (${sizeText(trial.media_bytes)}).`;
      if (options.dryRun) {
        if (options.json) printJson(trial);
        else console.log(`${goes} Nothing was changed.`);
        return;
      }
      await confirm(goes, name, options.yes ?? false);
      const done = await eyrie.sites.archive(id, how);
      if (options.json) printJson(done);
      else {
        console.log(
          `${name} is put away. Until ${minute(done.restorable_until)}: eyrie site restore ${id}`,
        );
      }
    });
  example(archives, 'eyrie site archive Ridge --with-devices --dry-run', 'what would go with it');
  withCloud(
    site.command('restore <id>').description('Take a site back that was put away, by its id.'),
  ).action(async (id: string, options: CloudOptions) => {
    const { eyrie } = await openCloud(options, process.env);
    const restored = await eyrie.sites.restore(id);
    if (options.json) printJson(restored);
    else console.log(`${restored.name} is back, without its devices.`);
  });
}

async function list(options: CloudOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  const items = await eyrie.sites.list({ page_size: 200 }).toArray();
  if (options.json) {
    printJson({ items });
    return;
  }
  const rows = items.map((one) => [
    one.name,
    one.presence,
    `${one.devices_online}/${one.devices_total}`,
    String(one.cameras_total),
    minute(one.last_seen_at),
    one.id,
  ]);
  const header = [
    'SITE',
    { title: 'STATE', narrow: 'whole' },
    { title: 'DEVICES', narrow: 'whole' },
    { title: 'CAMERAS', narrow: 'leave' },
    { title: 'LAST SEEN', narrow: 'leave' },
    { title: 'ID', narrow: 'leave' },
  ] as const;
  console.log(items.length === 0 ? 'There is no site yet: eyrie site create' : table(header, rows));
}

async function show(name: string | undefined, options: CloudOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  const site = await siteNamed(eyrie, name);
  if (options.json) {
    printJson(site);
    return;
  }
  const leader =
    site.leader_device_id === null ? '-' : (await eyrie.devices.read(site.leader_device_id)).name;
  const pairs: [string, string][] = [
    ['name', site.name],
    ['id', site.id],
    ['state', site.presence],
    ['place', `${site.latitude}, ${site.longitude} (${site.time_zone})`],
    ['devices', `${site.devices_online} of ${site.devices_total} online`],
    ['cameras', String(site.cameras_total)],
    ['leader', `${leader}, term ${site.term}`],
    ['waits there', `${site.uplink_backlog_records} records`],
    ['last seen', minute(site.last_seen_at)],
  ];
  if (site.notes !== '') pairs.push(['notes', site.notes]);
  console.log(record(pairs));
}

async function create(name: string, options: CreateOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  const site = await eyrie.sites.create({
    name,
    latitude: options.latitude,
    longitude: options.longitude,
    time_zone: options.timeZone,
    founding_coordinators: options.coordinators,
  });
  if (options.json) {
    printJson(site);
    return;
  }
  console.log(`${site.name} is there (${site.id}).`);
  console.log(
    `Its first device: eyrie token create --site "${site.name}" --role coordinator --name …`,
  );
}

function degrees(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Math.abs(value) <= most) return value;
    throw new InvalidArgumentError(`Degrees, from -${most} to ${most}.`);
  };
}
