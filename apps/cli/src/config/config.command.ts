import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { operations, type ConfigurationLayer, type Eyrie } from '@eyrie/sdk';
import { Command } from 'commander';
import { openCloud, withCloud, type CloudOptions } from '../access/cloud-access.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { example } from '../examples.ts';
import { jsonOrText, wholeFrom } from '../terminal/option-values.ts';
import { minute, printJson } from '../terminal/print.ts';
import { table } from '../terminal/table.ts';
import { formatChange, formatDifferences } from './change-table.ts';
import { leafOf, withLeaf, withoutLeaf } from './leaf.ts';
import { targetOf, withTarget, type TargetOptions } from './target.ts';

type Options = CloudOptions & TargetOptions;
type Layer = ConfigurationLayer['settings'];

interface ChangeOptions extends Options {
  reason?: string;
  dryRun?: boolean;
}

/** `eyrie config …`: settings of the organisation, its sites and its devices. */
export function configCommand(): Command {
  const config = new Command('config').description(
    'Settings of the organisation, its sites and its devices. What an organisation says holds at its sites, what a site says at its devices; the nearest wins.\n' +
      '--site or --device says whose settings are meant; without one, those of the organisation.',
  );
  addReading(config);
  addHistory(config);
  addChanging(config);
  return config;
}

function addReading(config: Command): void {
  const get = targeted(config.command('get [path]'))
    .description(
      'What is said there; with --effective what holds, and where each value comes from.',
    )
    .option('--effective', 'with what is inherited')
    .action(async (path: string | undefined, options: Options & { effective?: boolean }) => {
      const access = await openCloud(options, process.env);
      const { eyrie } = access;
      const { id, name } = await targetOf(access, options);
      if (options.effective) return showEffective(eyrie, id, path, options);
      const layer = await eyrie.configurations.read(id);
      const value = path === undefined ? layer.settings : leafOf(layer.settings, path);
      if (options.json) {
        printJson(path === undefined ? layer : { path, value: value ?? null });
        return;
      }
      if (value === undefined) {
        throw new CommandFailure(
          `${name} says nothing of ${path ?? 'it'} itself. What holds: eyrie config get ${path ?? ''} --effective`,
        );
      }
      console.log(typeof value === 'string' ? value : JSON.stringify(value, null, 2));
    });
  example(get, 'eyrie config get --site Ridge', 'what the site says itself');
  example(
    get,
    'eyrie config get telemetry --device ridge-worker --effective',
    'what holds there, and since whom',
  );
  targeted(config.command('rollout'))
    .description('How far the devices are with what is wanted of them.')
    .action(async (options: Options) => {
      const access = await openCloud(options, process.env);
      const rollout = await access.eyrie.configurations.rollout(
        (await targetOf(access, options)).id,
      );
      if (options.json) {
        printJson(rollout);
        return;
      }
      const { devices_total: total, devices_applied: applied } = rollout;
      console.log(`${applied} of ${total} devices have it.`);
      const rows = rollout.devices.map(
        ({ name, state, desired_version, reported_version, reason }) => [
          ...[name, state, `${reported_version}/${desired_version}`, reason ?? ''],
        ],
      );
      if (rows.length > 0) console.log(table(['DEVICE', 'STATE', 'VERSION', 'WHY'], rows));
    });
  withCloud(
    config.command('schema').description('What can be set: JSON Schema, for editors.'),
  ).action(async (options: CloudOptions) => {
    const { eyrie } = await openCloud(options, process.env);
    printJson(await eyrie.call(operations.configurationsSchema));
  });
}

async function showEffective(
  eyrie: Eyrie,
  id: string,
  path: string | undefined,
  { json }: CloudOptions,
): Promise<void> {
  const { values } = await eyrie.configurations.effective(id);
  const items = values.filter(
    (one) => path === undefined || one.path === path || one.path.startsWith(`${path}.`),
  );
  if (json) {
    printJson({ items });
    return;
  }
  const rows = items.map((one) => [one.path, JSON.stringify(one.value), one.origin]);
  console.log(table(['SETTING', 'VALUE', { title: 'SAID BY', narrow: 'whole' }], rows));
}

function addHistory(config: Command): void {
  const history = targeted(config.command('history'))
    .description('Every version, newest first: who, when and why.')
    .option('--limit <count>', 'so many', wholeFrom(1, 10_000), 20)
    .action(async (options: Options & { limit: number }) => {
      const access = await openCloud(options, process.env);
      const { eyrie } = access;
      const { id } = await targetOf(access, options);
      const items = await eyrie.configurations.versions(id).toArray(options.limit);
      if (options.json) {
        printJson({ items });
        return;
      }
      const rows = items.map((one) => [
        ...[String(one.version), minute(one.changed_at), one.changed_by, one.reason],
      ]);
      console.log(
        rows.length === 0
          ? 'Nothing was ever set.'
          : table(['VERSION', 'WHEN', 'WHO', 'WHY'], rows),
      );
    });
  example(history, 'eyrie config history --site Ridge', 'who changed what, and why');
  const diff = targeted(config.command('diff [from] [to]'))
    .description('What changed between two versions; default: the last change.')
    .action(async (from: string | undefined, to: string | undefined, options: Options) => {
      const access = await openCloud(options, process.env);
      const { eyrie } = access;
      const { id } = await targetOf(access, options);
      const newest = (await eyrie.configurations.read(id)).version;
      const last = to === undefined ? newest : versionOf(to);
      const first = from === undefined ? Math.max(0, last - 1) : versionOf(from);
      const found = await eyrie.configurations.diff(id, first, last);
      if (options.json) printJson(found);
      else console.log(formatDifferences(found.changes));
    });
  example(diff, 'eyrie config diff --site Ridge', 'what the last change was');
}

function addChanging(config: Command): void {
  const set = changing(config.command('set <path> <value>'))
    .description(
      'Set one value: JSON, or plain text. The path has dots: telemetry.heartbeat_seconds.',
    )
    .action((path: string, value: string, options: ChangeOptions) =>
      change(options, (settings) => withLeaf(settings, path, jsonOrText(value))),
    );
  example(
    set,
    'eyrie config set telemetry.heartbeat_seconds 15 --site Ridge --reason "a better link"',
    'one value',
  );
  example(
    set,
    'eyrie config set telemetry.heartbeat_seconds 60 --site Ridge --reason trial --dry-run',
    'what it would do, and nothing more',
  );
  const unset = changing(config.command('unset <path>'))
    .description('Take a value out, so that the inherited one holds again.')
    .action((path: string, options: ChangeOptions) =>
      change(options, (settings) => withoutLeaf(settings, path)),
    );
  example(
    unset,
    'eyrie config unset telemetry.heartbeat_seconds --site Ridge --reason "as before"',
    'back to what is inherited',
  );
  changing(config.command('apply <file>'))
    .description('Replace all that is said there with a JSON file; - is the standard input.')
    .action(async (file: string, options: ChangeOptions) => {
      const settings = await readSettings(file);
      await change(options, () => settings);
    });
  const rollback = targeted(config.command('rollback <version>'))
    .description('Make an earlier version the newest one.')
    .option('--reason <reason>', 'for the history', 'taken back')
    .option('--dry-run', 'only say what would change')
    .action((version: string, options: ChangeOptions) => rollBack(versionOf(version), options));
  example(rollback, 'eyrie config rollback 1 --site Ridge --dry-run', 'what would change');
  example(
    rollback,
    'eyrie config rollback 1 --site Ridge --reason "it was better"',
    'an earlier version again',
  );
}

async function change(options: ChangeOptions, edit: (settings: Layer) => Layer): Promise<void> {
  const { reason } = options;
  if (reason === undefined) {
    throw new CommandFailure('Why? --reason "…": it is in the history.', exitCodes.usage);
  }
  const access = await openCloud(options, process.env);
  const { eyrie } = access;
  const { id, name } = await targetOf(access, options);
  if (options.dryRun) {
    const { settings } = await eyrie.configurations.read(id);
    const trial = await eyrie.configurations.try(id, { settings: edit(settings), reason });
    if (options.json) printJson(trial);
    else console.log(formatChange(trial));
    if (trial.refusals.length > 0) process.exitCode = exitCodes.failed;
    return;
  }
  const done = await eyrie.configurations.edit(id, ({ settings }) => ({
    settings: edit(settings),
    reason,
  }));
  if (options.json) {
    printJson(done);
    return;
  }
  if (done) console.log(`${formatChange(done)}\n${name} is at version ${done.version}.`);
}

async function rollBack(version: number, options: ChangeOptions): Promise<void> {
  const access = await openCloud(options, process.env);
  const { eyrie } = access;
  const { id, name } = await targetOf(access, options);
  const { reason = 'taken back' } = options;
  if (options.dryRun) {
    const { version: now } = await eyrie.configurations.read(id);
    const found = await eyrie.configurations.diff(id, now, version);
    if (options.json) printJson(found);
    else console.log(`${formatDifferences(found.changes)}\nNothing was changed.`);
    return;
  }
  const done = await eyrie.configurations.rollBack(id, { version, reason });
  if (options.json) printJson(done);
  else console.log(`${name} is as it was at version ${version}.`);
}

async function readSettings(file: string): Promise<Layer> {
  try {
    const content = await (file === '-' ? text(process.stdin) : readFile(file, 'utf8'));
    return JSON.parse(content) as Layer;
  } catch (error) {
    const message = `${file} has no settings in it: JSON, as eyrie config get prints it.`;
    throw new CommandFailure(message, exitCodes.usage, { cause: error });
  }
}

function versionOf(text: string): number {
  const version = Number(text);
  if (Number.isInteger(version) && version >= 0) return version;
  throw new CommandFailure(
    `${text} is no version: eyrie config history lists them.`,
    exitCodes.usage,
  );
}

function targeted(command: Command): Command {
  return withTarget(withCloud(command));
}

function changing(command: Command): Command {
  return targeted(command)
    .option('--reason <reason>', 'for the history')
    .option('--dry-run', 'only say what it would do: devices, cameras that restart, refusals');
}
