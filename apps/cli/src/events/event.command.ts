import { setTimeout as delay } from 'node:timers/promises';
import { followEvents, type StreamItem } from '@eyrie/sdk';
import { Command, Option } from 'commander';
import { openCloud, withCloud, type CloudOptions } from '../access/cloud-access.ts';
import { cameraNamed, deviceNamed, siteNamed } from '../cloud/named.ts';
import { example } from '../examples.ts';
import { readFileIfThere, writePrivateFile } from '../fleet/fleet-home.ts';
import { wholeFrom } from '../terminal/option-values.ts';
import { paintFor, type Tone } from '../terminal/paint.ts';
import { printLine } from '../terminal/print.ts';
import { columnsOf } from '../terminal/table.ts';
import { cutTo, harmless } from '../terminal/text-width.ts';

interface TailOptions extends CloudOptions {
  site?: string;
  device?: string;
  camera?: string;
  type?: string[];
  priority?: 'low' | 'normal' | 'high' | 'critical';
  after?: string;
  cursorFile?: string;
  count?: number;
  for?: number;
}

type Received = Extract<StreamItem, { kind: 'event' }>;

const tones: Readonly<Record<string, Tone>> = { high: 'warn', critical: 'bad', low: 'dim' };

/** `eyrie event tail`. */
export function eventCommand(): Command {
  const event = new Command('event').alias('events').description('What happens in the fleet.');
  const tail = withCloud(
    event
      .command('tail')
      .description(
        'Print each event as it comes, once and in order, until Ctrl-C. With --json a line each, with its cursor.',
      ),
  )
    .option('--site <site>', 'of one site, by name or id')
    .option('--device <device>', 'of one device')
    .option('--camera <camera>', 'of one camera')
    .option('--type <type...>', 'of these types alone, such as capture.failed')
    .addOption(
      new Option('--priority <priority>', 'of this priority alone').choices([
        ...['low', 'normal', 'high', 'critical'],
      ]),
    )
    .option('--after <cursor>', 'go on after an event of before')
    .option('--cursor-file <file>', 'keep the place there, and go on from it the next time')
    .option('--count <events>', 'end after so many', wholeFrom(1))
    .option('--for <seconds>', 'end after so long', wholeFrom(0, 86_400))
    .action(follow);
  example(tail, 'eyrie event tail --site Ridge --for 1', 'what happens at a site now');
  example(
    tail,
    'eyrie event tail --type capture.failed --cursor-file place --for 1 --json',
    'nothing is missed between two runs',
  );
  return event;
}

async function follow(options: TailOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  const [site, device, camera] = await Promise.all([
    options.site === undefined ? null : siteNamed(eyrie, options.site),
    options.device === undefined ? null : deviceNamed(eyrie, options.device),
    options.camera === undefined ? null : cameraNamed(eyrie, options.camera),
  ]);
  const filter = {
    ...(site ? { site_id: site.id } : {}),
    ...(device ? { device_id: device.id } : {}),
    ...(camera ? { camera_id: camera.id } : {}),
    ...(options.type ? { types: options.type } : {}),
    ...(options.priority ? { priority: options.priority } : {}),
  };
  const { cursorFile } = options;
  const kept = cursorFile === undefined ? null : readFileIfThere(cursorFile)?.trim();
  const over = new AbortController();
  const end = () => over.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  if (options.for !== undefined) {
    // Counted from the first answer on, below: a slow start must not eat the time.
    void delay(120_000, undefined, { signal: over.signal, ref: false }).then(end, () => undefined);
  }
  const items = followEvents(eyrie, {
    filter,
    cursor: options.after ?? kept ?? null,
    signal: over.signal,
  });
  let seen = 0;
  try {
    for await (const item of items) {
      if (item.kind === 'start' && options.for !== undefined) setTimeout(end, options.for * 1_000);
      tell(item, options);
      if (item.kind !== 'event') continue;
      // After it is printed: who is killed in between sees it twice rather than never.
      if (cursorFile !== undefined) writePrivateFile(cursorFile, `${item.cursor}\n`);
      seen += 1;
      if (seen === options.count) break;
    }
  } catch (error) {
    if (!over.signal.aborted) throw error;
  } finally {
    over.abort();
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}

function tell(item: StreamItem, { json }: TailOptions): void {
  if (item.kind === 'event') {
    if (json) printLine({ cursor: item.cursor, event: item.event });
    else console.log(lineOf(item));
    return;
  }
  const isMissing = item.kind === 'reset';
  if (isMissing && json) printLine({ reset: item.reason });
  else if (isMissing) console.error(`Events were missed that will not come (${item.reason}).`);
  else if (!json && process.stderr.isTTY) console.error('Listens. Ctrl-C ends it.');
}

/** `06:31:04  capture.failed  {"reason":…}`, on one line of the terminal. */
function lineOf({ event }: Received): string {
  const columns = columnsOf(process.stdout, process.env);
  const time = event.timestamp.slice(11, 19);
  const head = `${time}  ${event.type.padEnd(20)}  `;
  const paint = paintFor(process.stdout, process.env);
  const data = cutTo(harmless(JSON.stringify(event.data)), Math.max(20, columns - head.length));
  return paint(`${head}${data}`, tones[event.priority] ?? 'plain');
}
