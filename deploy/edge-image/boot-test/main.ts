import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { step } from '../build/run.ts';
import { enrolled, firstFrame, flashPi, inspectCard } from './boot.ts';
import { HostCloud } from './cloud.ts';

const { values } = parseArgs({
  options: {
    image: { type: 'string', default: 'eyrie.img' },
    /** How many cards are killed during their first start. */
    kills: { type: 'string', default: '0' },
    keep: { type: 'boolean', default: false },
  },
});

/**
 * `npm run image:boot-test -- [--image FILE] [--kills N]`: the image in an emulated machine, enrolling at a
 * true cloud on this one. With kills, N more cards, each cut off at a random moment of its first start.
 */
async function main(): Promise<void> {
  const image = path.resolve(values.image);
  if (!existsSync(image)) throw new Error(`There is no ${image}: npm run image:build makes it.`);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-boot-'));
  const cloud = new HostCloud(path.join(folder, 'cloud'));
  let failed = 0;
  try {
    step(`work is in ${folder}`);
    await cloud.start();
    step(`the cloud listens for the guest at ${cloud.url}`);
    const enrolMs = await wholeStart(cloud, image, path.join(folder, 'first'));
    for (let index = 1; index <= Number(values.kills); index += 1) {
      failed += await killedStart(cloud, image, {
        folder: path.join(folder, `kill-${index}`),
        index,
        enrolMs,
      });
    }
    step(failed === 0 ? 'everything held' : `${failed} did not hold`);
  } finally {
    await cloud.stop();
    if (!values.keep && failed === 0) rmSync(folder, { recursive: true });
  }
  process.exitCode = failed === 0 ? 0 : 1;
}

/** Power on, enrolment, picture, power off, and a second start from what is kept. Resolves with the time to enrol. */
async function wholeStart(cloud: HostCloud, image: string, folder: string): Promise<number> {
  const card = await flashPi(cloud, image, folder, 'summit');
  try {
    const powerMs = performance.now();
    const sinceSeconds = (): string => ((performance.now() - powerMs) / 1000).toFixed(0);
    card.pi.start();
    step('first start: power on');
    const worker = await enrolled(cloud, card);
    const enrolMs = performance.now() - powerMs;
    step(`first start: worker and coordinator are enrolled after ${sinceSeconds()} s`);
    const frame = await firstFrame(cloud, worker);
    if (!frame.isJpeg) throw new Error(`Frame ${frame.id} is no JPEG.`);
    step(
      `first start: picture ${frame.id} is in the cloud after ${sinceSeconds()} s, ${frame.bytes} bytes, SHA-256 ${frame.sha256}`,
    );
    await card.pi.kill();
    const wrong = inspectCard(card);
    if (wrong.length > 0) throw new Error(wrong.join('; '));
    step('card: no claim is left in its first partition, no byte of its root was written');
    return enrolMs;
  } finally {
    await card.pi.kill();
  }
}

/** 1 where the card did not come back. */
async function killedStart(
  cloud: HostCloud,
  image: string,
  { folder, index, enrolMs }: { folder: string; index: number; enrolMs: number },
): Promise<number> {
  const card = await flashPi(cloud, image, folder, `cut-${index}`);
  try {
    const afterMs = randomInt(500, Math.round(enrolMs * 1.1));
    card.pi.start();
    await sleep(afterMs);
    await card.pi.kill();
    const reached = card.pi.console.trimEnd().split('\n').at(-1)?.trim() ?? '';
    step(`cut ${index}: after ${(afterMs / 1000).toFixed(1)} s, at "${reached.slice(0, 120)}"`);
    const againMs = performance.now();
    card.pi.start();
    await enrolled(cloud, card);
    step(
      `cut ${index}: enrolled ${((performance.now() - againMs) / 1000).toFixed(0)} s after the second start`,
    );
    await card.pi.kill();
    const wrong = inspectCard(card);
    if (wrong.length === 0) return 0;
    step(`cut ${index}: ${wrong.join('; ')}`);
    return 1;
  } catch (error) {
    step(`cut ${index}: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    await card.pi.kill();
  }
}

await main();
