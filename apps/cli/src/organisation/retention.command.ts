import type { Retention, RetentionPolicy, RetentionPreview } from '@eyrie/sdk';
import { Command, InvalidArgumentError } from 'commander';
import { openCloud, withCloud, type CloudOptions } from '../access/cloud-access.ts';
import { example } from '../examples.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { wholeFrom } from '../terminal/option-values.ts';
import { minute, printJson } from '../terminal/print.ts';
import { sizeText } from '../terminal/progress-bar.ts';
import { record, table } from '../terminal/table.ts';

/** Commander takes a null for no value at all. */
type Bound = number | 'none';

interface SetOptions extends CloudOptions {
  frames?: Bound;
  timelapses?: Bound;
  telemetry?: Bound;
  commands?: Bound;
  refused?: Bound;
  events?: number;
  media?: Bound;
  dryRun?: boolean;
}

/** `eyrie retention …`: for how long the cloud keeps what it has. */
export function retentionCommand(): Command {
  const retention = new Command('retention').description(
    'For how long the cloud keeps pictures, videos and measurements.',
  );
  const show = withCloud(
    retention
      .command('show')
      .description('The policy, what there is, and what the last run removed.'),
  ).action(async (options: CloudOptions) => {
    const { eyrie } = await openCloud(options, process.env);
    const kept = await eyrie.retention.read();
    if (options.json) printJson(kept);
    else console.log(formatRetention(kept));
  });
  example(show, 'eyrie retention show', 'what is kept, and for how long');
  const set = withCloud(
    retention
      .command('set')
      .description(
        'Change the policy, from the next run on; what is not named stays. Locked frames are kept in any case.',
      ),
  )
    .option('--frames <days>', 'frames with their pictures; or: forever', daysOrForever)
    .option('--timelapses <days>', 'timelapses with their videos; or: forever', daysOrForever)
    .option('--telemetry <days>', 'measurements of devices; or: forever', daysOrForever)
    .option('--commands <days>', 'finished commands with their files; or: forever', daysOrForever)
    .option('--refused <days>', 'records that could not be taken; or: forever', daysOrForever)
    .option('--events <days>', 'what a client that was away can still get', wholeFrom(1, 7))
    .option('--media <gigabytes>', 'beyond which the oldest frames go; or: unlimited', gigabytes)
    .option('--dry-run', 'only say what it would remove')
    .action((options: SetOptions) => change(options));
  example(set, 'eyrie retention set --frames 30 --dry-run', 'what a month would cost');
  example(set, 'eyrie retention set --telemetry 365 --media 500', 'a year of measurements, 500 GB');
  return retention;
}

const daysMax = 36_500;

function daysOrForever(text: string): Bound {
  if (text === 'forever') return 'none';
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= daysMax) return days;
  throw new InvalidArgumentError(`A whole number of days from 1 to ${daysMax}, or: forever.`);
}

function gigabytes(text: string): Bound {
  if (text === 'unlimited') return 'none';
  const bytes = Math.round(Number(text) * 1e9);
  if (bytes >= 1e8 && Number.isSafeInteger(bytes)) return bytes;
  throw new InvalidArgumentError('A number of gigabytes from 0.1 on, or: unlimited.');
}

async function change(options: SetOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  const changed = changesOf(options);
  if (Object.keys(changed).length === 0) {
    throw new CommandFailure(
      'Nothing to change is named: --frames, --timelapses, --telemetry, --commands, --refused, --events, --media.',
      exitCodes.usage,
    );
  }
  if (options.dryRun) {
    const { policy } = await eyrie.retention.read();
    const preview = await eyrie.retention.preview({ ...policy, ...changed });
    if (options.json) printJson(preview);
    else console.log(formatPreview(preview));
    return;
  }
  const kept = await eyrie.retention.edit(({ policy }) => ({ ...policy, ...changed }));
  if (options.json) printJson(kept);
  else console.log(formatRetention(kept));
}

/** What was named of the policy, and nothing else. */
function changesOf(options: SetOptions): Partial<RetentionPolicy> {
  const named = {
    frame_days: options.frames,
    timelapse_days: options.timelapses,
    telemetry_days: options.telemetry,
    command_days: options.commands,
    refused_days: options.refused,
    event_days: options.events,
    media_bytes_max: options.media,
  };
  return Object.fromEntries(
    Object.entries(named)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, value === 'none' ? null : value]),
  );
}

function formatRetention({ policy, kinds, media_bytes, last_run }: Retention): string {
  const rows = kinds.map(({ kind, days, rows: count, bytes, oldest_at }) => [
    kind.replaceAll('_', ' '),
    days === null ? 'forever' : `${days} days`,
    String(count),
    bytes === 0 ? '-' : sizeText(bytes),
    minute(oldest_at),
  ]);
  const { media_bytes_max: most } = policy;
  const bound = most === null ? 'no bound' : `of ${sizeText(most)}`;
  return [
    table(['KIND', 'KEPT', 'THERE ARE', 'SIZE', 'OLDEST'], rows),
    '',
    record([
      ['pictures and videos', `${sizeText(media_bytes)}, ${bound}`],
      ['last run', last_run === null ? 'none yet' : lastRun(last_run)],
    ]),
  ].join('\n');
}

function lastRun(run: NonNullable<Retention['last_run']>): string {
  const when =
    run.finished_at === null ? `since ${minute(run.started_at)}` : minute(run.finished_at);
  return `${when}: ${run.frames_deleted} frames, ${sizeText(run.bytes_freed)} freed`;
}

function formatPreview(preview: RetentionPreview): string {
  const { bytes, bytes_over, ...counts } = preview;
  const rows = Object.entries(counts).map(([kind, count]): [string, string] => [
    kind.replaceAll('_', ' '),
    String(count),
  ]);
  const over: [string, string][] =
    bytes_over === 0 ? [] : [['over the bound', `${sizeText(bytes_over)}: older frames go for it`]];
  return `The next run would remove:\n${record([...rows, ['pictures, videos, files', sizeText(bytes)], ...over])}`;
}
