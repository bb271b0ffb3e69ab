import { mkdirSync } from 'node:fs';
import { rename, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Eyrie, Frame, Timelapse } from '@eyrie/sdk';
import { Command, Option } from 'commander';
import { openCloud, withCloud, type CloudOptions } from '../access/cloud-access.ts';
import { cameraNamed } from '../cloud/named.ts';
import { example } from '../examples.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { instant, wholeFrom } from '../terminal/option-values.ts';
import { minute, printJson, printLine } from '../terminal/print.ts';
import { sizeText, ProgressBar, progressLine } from '../terminal/progress-bar.ts';
import { table } from '../terminal/table.ts';
import { download } from './download.ts';

interface ListOptions extends CloudOptions {
  kind: 'frames' | 'timelapses';
  from?: string;
  to?: string;
  limit: number;
}

interface DownloadOptions extends ListOptions {
  out: string;
}

/** One file of the cloud, whichever kind it is of. */
interface Item {
  readonly id: string;
  readonly at: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly what: string;
  /** Where its bytes are; null while they are still on their way. */
  readonly url: string | null;
}

/** `eyrie media …`: pictures and videos. */
export function mediaCommand(): Command {
  const media = new Command('media').description('Pictures and videos that the cloud has.');
  const lists = spanned(media.command('list <camera>'))
    .description('Frames or timelapses of a camera, newest first.')
    .action((camera: string, options: ListOptions) => list(camera, options));
  example(lists, 'eyrie media list South', 'its newest frames');
  example(lists, 'eyrie media list South --kind timelapses --json', 'its videos, for a script');
  const downloads = spanned(media.command('download <camera>'))
    .description(
      'Save frames or timelapses of a camera in a folder. Run again it goes on: what is there is not asked for\n' +
        'again, a file that was cut off is continued, and every hash is compared.',
    )
    .option('--out <folder>', 'the folder', '.')
    .action((camera: string, options: DownloadOptions) => save(camera, options));
  example(downloads, 'eyrie media download South --limit 1 --out pictures', 'the newest frame');
  return media;
}

function spanned(command: Command): Command {
  return withCloud(command)
    .addOption(
      new Option('--kind <kind>', 'of which').choices(['frames', 'timelapses']).default('frames'),
    )
    .option('--from <instant>', 'taken then or later', instant)
    .option('--to <instant>', 'taken before', instant)
    .option('--limit <count>', 'so many, the newest', wholeFrom(1, 100_000), 20);
}

async function itemsOf(eyrie: Eyrie, cameraName: string, options: ListOptions): Promise<Item[]> {
  const camera = await cameraNamed(eyrie, cameraName);
  const { from, to, limit } = options;
  if (options.kind === 'frames') {
    const span = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
    const frames = eyrie.frames.list(camera.id, { ...span, page_size: Math.min(limit, 200) });
    return (await frames.toArray(limit)).map(ofFrame);
  }
  const items: Item[] = [];
  for await (const one of eyrie.timelapses.list({ camera_id: camera.id, page_size: 100 })) {
    if ((to !== undefined && one.from >= to) || (from !== undefined && one.to < from)) continue;
    items.push(ofTimelapse(one));
    if (items.length >= limit) break;
  }
  return items;
}

function ofFrame(frame: Frame): Item {
  const { id, captured_at: at, bytes, sha256, width_px, height_px, image_url: url } = frame;
  return { id, at, bytes, sha256, url, what: `${width_px} x ${height_px}` };
}

function ofTimelapse(one: Timelapse): Item {
  const { id, from: at, bytes, sha256, frames, duration_seconds, video_url: url } = one;
  return { id, at, bytes, sha256, url, what: `${frames} frames, ${duration_seconds.toFixed(1)} s` };
}

async function list(camera: string, options: ListOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  const items = await itemsOf(eyrie, camera, options);
  if (options.json) {
    printJson({ items });
    return;
  }
  const rows = items.map(({ at, what, bytes, url, id }) => [
    ...[minute(at), what, sizeText(bytes), url === null ? 'on its way' : 'here', id],
  ]);
  const header = [
    'TAKEN',
    'WHAT',
    'SIZE',
    { title: 'CLOUD', narrow: 'leave' },
    { title: 'ID', narrow: 'leave' },
  ] as const;
  console.log(rows.length === 0 ? `${camera} has none in that time.` : table(header, rows));
}

async function save(camera: string, options: DownloadOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  const items = await itemsOf(eyrie, camera, options);
  const here = items.filter(({ url }) => url !== null);
  mkdirSync(options.out, { recursive: true });
  const bar = new ProgressBar(process.stderr, options.json ?? false);
  let bytes = 0;
  for (const [place, item] of here.entries()) {
    const step = `${place + 1} of ${here.length}`;
    const file = await saveOne(eyrie, item, { options, step, bar });
    bytes += item.bytes;
    if (options.json) printLine({ id: item.id, file, bytes: item.bytes, sha256: item.sha256 });
  }
  const missing = items.length - here.length;
  if (here.length > 0) {
    bar.end(
      progressLine({
        step: sizeText(bytes),
        done: here.length,
        total: here.length,
        unit: 'files',
      }),
    );
  }
  if (!options.json) console.log(`${here.length} files in ${options.out}.`);
  if (missing > 0) {
    throw new CommandFailure(
      `${missing} more are not in the cloud yet: they come when the link of their site allows it.`,
      exitCodes.tryAgain,
    );
  }
}

interface Saving {
  readonly options: DownloadOptions;
  readonly step: string;
  readonly bar: ProgressBar;
}

async function saveOne(eyrie: Eyrie, item: Item, { options, step, bar }: Saving): Promise<string> {
  const extension = options.kind === 'frames' ? 'jpg' : 'mp4';
  const name = `${item.at.replaceAll(':', '').slice(0, 17)}Z-${item.id}.${extension}`;
  const file = path.join(options.out, name);
  // Only a whole file ever has its name.
  if ((await stat(file).catch(() => null))?.size === item.bytes) return file;
  const { bytes, sha256, id } = item;
  const open =
    options.kind === 'frames'
      ? (range: { start: number }) => eyrie.frames.image(id, { range })
      : (range: { start: number }) => eyrie.timelapses.video(id, { range });
  await download({ part: `${file}.part`, bytes, sha256, step, open }, bar);
  await rename(`${file}.part`, file);
  const taken = new Date(item.at);
  await utimes(file, taken, taken);
  return file;
}
