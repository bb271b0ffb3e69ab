import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { outputOf } from '../build/run.ts';
import { claimsAreUsed, enrolled, firstFrame, flashPi, inspectCard } from './boot.ts';
import { HostCloud } from './cloud.ts';
import { cutOff } from './cuts.ts';
import { RunLog } from './report.ts';
import { updateTest } from './updates.ts';

const { values } = parseArgs({
  options: {
    image: { type: 'string', default: 'eyrie.img' },
    /** How many cards are killed during their first start. */
    kills: { type: 'string', default: '0' },
    /** How many of them at a time. */
    'at-once': { type: 'string', default: '1' },
    /** Processor seconds that a start takes, of an earlier run: then cards are cut, and that is all. */
    window: { type: 'string' },
    /** No further card is begun after so long. */
    minutes: { type: 'string', default: '120' },
    /** The updates of a card, in place of all else; with kills, so many cards are cut off while they take one. */
    update: { type: 'boolean', default: false },
    /** A page that says how it went. */
    log: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

/**
 * `npm run image:boot-test -- [--image FILE] [--kills N] [--at-once N] [--window S] [--minutes N] [--log FILE]
 * [--update] [--keep]`: the image in an emulated machine, enrolling at a true cloud on this one. With kills, N more cards, each cut off at a random
 * moment of its first start.
 */
async function main(): Promise<void> {
  const image = path.resolve(values.image);
  if (!existsSync(image)) throw new Error(`There is no ${image}: npm run image:build makes it.`);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-boot-'));
  // Postgres runs as a user of its own where all this runs as root, and must get to its data.
  chmodSync(folder, 0o711);
  const log = new RunLog();
  const kills = Number(values.kills);
  const cloud = new HostCloud(path.join(folder, 'cloud'));
  let held = false;
  try {
    log.say(`work is in ${folder}`);
    log.say(`image: SHA-256 ${outputOf('sha256sum', [image]).slice(0, 64)}`);
    log.say(outputOf('qemu-system-aarch64', ['--version']).split('\n')[0] ?? '');
    await cloud.start();
    log.say(`the cloud listens for the guest at ${cloud.url}`);
    if (values.update) {
      const unkept = await updateTest({ cloud, image, folder, log, kills });
      held = unkept === 0;
      log.say(held ? 'everything held' : `${unkept} did not hold`);
      return;
    }
    const windowSeconds =
      values.window === undefined
        ? await wholeStart(cloud, image, path.join(folder, 'first'), log)
        : Number(values.window);
    const failed = await cutOff(cloud, image, folder, {
      kills,
      atOnce: Number(values['at-once']),
      windowSeconds,
      untilMs: Number(values.minutes) * 60_000,
      log,
    });
    held = failed === 0;
    log.say(held ? 'everything held' : `${failed} did not hold`);
  } finally {
    await cloud.stop();
    if (values.log !== undefined) log.write(values.log, folder, shownCards(kills));
    if (!values.keep && held) rmSync(folder, { recursive: true });
    process.exitCode = held ? 0 : 1;
  }
}

function shownCards(kills: number): string[] {
  const names = values.update ? ['updated', 'update-cut-1'] : ['first', 'cut-1'];
  return [...names, values.update ? `update-cut-${kills}` : `cut-${kills}`];
}

/** Power on, enrolment, picture, power off, and a look at the card. Resolves with the processor time to enrol. */
async function wholeStart(
  cloud: HostCloud,
  image: string,
  folder: string,
  log: RunLog,
): Promise<number> {
  const card = await flashPi(cloud, image, folder, 'summit');
  try {
    const powerMs = performance.now();
    const sinceSeconds = (): string => ((performance.now() - powerMs) / 1000).toFixed(0);
    card.pi.start();
    log.say('first start: power on');
    const worker = await enrolled(cloud, card);
    const enrolSeconds = card.pi.processorSeconds;
    log.say(
      `first start: worker and coordinator are enrolled after ${sinceSeconds()} s (${enrolSeconds.toFixed(0)} s of processor)`,
    );
    const frame = await firstFrame(cloud, worker);
    if (!frame.isJpeg) throw new Error(`Frame ${frame.id} is no JPEG.`);
    log.say(
      `first start: picture ${frame.id} is in the cloud after ${sinceSeconds()} s, ${frame.bytes} bytes, SHA-256 ${frame.sha256}`,
    );
    await card.pi.kill();
    const { wrong, notes } = inspectCard(card);
    if (!(await claimsAreUsed(cloud, card.site))) wrong.push('the cloud would take a claim again');
    if (wrong.length > 0) throw new Error([...wrong, ...notes].join('; '));
    log.say(
      'card: no claim in any byte written to it, none that is good, no byte of its root written',
    );
    return enrolSeconds;
  } finally {
    await card.pi.kill();
  }
}

// Whatever ends this process ends what it has started (virtual-pi.ts, cloud.ts).
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
await main();
