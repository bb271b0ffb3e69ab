import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { defaultSizes, offsetBytes, partitions } from '../build/layout.ts';
import { outputOf, run } from '../build/run.ts';
import { autobootText, committedSlot, withOnce } from '../slots/autoboot.ts';
import { rootPartition, type Slot } from '../slots/slot.ts';
import { ArchiveOfTest } from './archive-of-test.ts';
import { enrolled, firstFrame, flashPi, patienceMs, type FlashedPi } from './boot.ts';
import type { HostCloud } from './cloud.ts';
import { eventually, Hopeless } from './eventually.ts';
import { plain, type RunLog } from './report.ts';

/** The first update of the test is a good one, the second one breaks the worker. */
const good = '100+good';
const bad = '200+bad';
const marker = 'usr/lib/eyrie-boot-test/version';
const brokenWorker = 'usr/lib/systemd/system/eyrie-worker.service.d/broken.conf';

export interface UpdateTest {
  readonly cloud: HostCloud;
  readonly image: string;
  readonly folder: string;
  readonly log: RunLog;
  /** Cards that are cut off while they take the good update. */
  readonly kills: number;
}

/**
 * A card takes an update into its other slot, tries it and keeps it; takes a second one that breaks its worker, and
 * comes back. Resolves with how much did not hold.
 */
export async function updateTest(test: UpdateTest): Promise<number> {
  const { cloud, folder, log, kills } = test;
  mkdirSync(folder, { recursive: true });
  const archive = new ArchiveOfTest(path.join(folder, 'archive'));
  await archive.open();
  try {
    await emptySlotOnce(test);
    const image = imageOfTest(test, archive);
    archive.publish(update(image, good, {}));
    const card = await flashPi(cloud, image, path.join(folder, 'updated'), 'updated');
    try {
      await goodAndBad(card, test, archive, image);
    } finally {
      await card.pi.kill();
    }
    archive.publish(update(image, good, {}));
    let failed = 0;
    for (let number = 1; number <= kills; number += 1) {
      if (!(await cutWhileUpdated(test, image, number))) failed += 1;
    }
    return failed;
  } catch (error) {
    log.say(`updates: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    archive.close();
  }
}

/**
 * A slot without a system, started once by `autoboot.txt` and without the firmware being told: its initramfs puts the
 * old one back before it fails, and the next start is the old one's. @throws where it is not
 */
async function emptySlotOnce({ cloud, image, folder, log }: UpdateTest): Promise<void> {
  const card = await flashPi(cloud, image, path.join(folder, 'empty-slot'), 'empty-slot', {
    'autoboot.txt': withOnce(autobootText('a'), 'b'),
  });
  const { pi } = card;
  try {
    pi.start();
    expectStart(card, 'b', false);
    await eventually('the machine starts anew', patienceMs, () => pi.started.length >= 2 || null);
    expectStart(card, 'a', false);
    await until(card, 'eyrie-once: partition 3 runs this time');
    await pi.kill();
    if (pi.autobootText() !== autobootText('a')) throw new Error('autoboot.txt is not put back.');
    log.say(
      'empty slot: it was started once without the firmware, and the next start was the old one',
    );
  } finally {
    await pi.kill();
  }
}

async function goodAndBad(
  card: FlashedPi,
  { cloud, log }: UpdateTest,
  archive: ArchiveOfTest,
  image: string,
): Promise<void> {
  const { pi } = card;
  const sinceMs = performance.now();
  const say = (text: string): void =>
    log.say(`updates, after ${((performance.now() - sinceMs) / 1000).toFixed(0)} s: ${text}`);
  pi.start();
  const worker = await enrolled(cloud, card);
  const frame = await firstFrame(cloud, worker);
  say(`slot ${slotOf(card)} runs, and picture ${frame.id} is in the cloud`);
  await until(card, 'The machine starts slot b, once.');
  say('slot b is written, and about to be tried');
  await until(card, 'Slot b is on trial.');
  expectStart(card, 'b', true);
  await until(card, 'Slot b is as well as the one before, and stays.');
  say(`slot b was tried and stays; a frame of its own: ${await frameAfter(cloud, frame.camera)}`);
  // Published before the machine looks again; what it has taken stays.
  archive.publish(
    update(image, bad, { [brokenWorker]: '[Service]\nExecStart=\nExecStart=/bin/false\n' }),
  );
  await until(card, 'The machine starts slot a, once.');
  say('the update that breaks the worker is in slot a, and about to be tried');
  await until(card, 'Slot a is on trial.');
  expectStart(card, 'a', true);
  await until(card, 'Slot a does not stay: ');
  await eventually('the machine is back', patienceMs, () => pi.started.length >= 4 || null);
  expectStart(card, 'b', false);
  say(`slot a did not stay, slot b runs again; a frame: ${await frameAfter(cloud, frame.camera)}`);
  await pi.kill();
  const committed = committedSlot(pi.autobootText());
  if (committed !== 'b') throw new Error(`autoboot.txt starts slot ${committed}.`);
  const found = versionIn(card, 'b');
  if (found !== good) throw new Error(`Slot b holds "${found}" and not "${good}".`);
  say(`the card starts slot b, which holds ${ArchiveOfTest.packageName} ${found}`);
}

/** True where the card ends in a slot that is updated and takes pictures. */
async function cutWhileUpdated(
  { cloud, folder, log }: UpdateTest,
  image: string,
  number: number,
): Promise<boolean> {
  const name = `update-cut-${number}`;
  const card = await flashPi(cloud, image, path.join(folder, name), name);
  try {
    card.pi.start();
    const frame = await firstFrame(cloud, await enrolled(cloud, card));
    await until(card, 'eyrie-slots: New:');
    // Half of them while the slot is written, half while it is tried.
    if (number % 2 === 0) await until(card, 'Slot b is on trial.');
    await seconds(card, Math.random() * (number % 2 === 0 ? 60 : 150));
    await card.pi.kill();
    log.say(`${name}: cut at "${plain(card.pi.console).split('\n').at(-1)?.slice(0, 120) ?? ''}"`);
    card.pi.start();
    log.say(`${name}: comes back in slot ${slotOf(card)}`);
    await until(card, 'and stays.');
    const after = await frameAfter(cloud, frame.camera);
    await card.pi.kill();
    const committed = committedSlot(card.pi.autobootText());
    const found = versionIn(card, 'b');
    log.say(`${name}: slot ${committed} is committed, holds "${found}"; a frame: ${after}`);
    return committed === 'b' && found === good;
  } catch (error) {
    log.say(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  } finally {
    await card.pi.kill();
  }
}

/** The image with what makes a card ask the test's archive, soon, and with no other change. */
function imageOfTest({ image, folder }: UpdateTest, archive: ArchiveOfTest): string {
  const copy = path.join(folder, 'eyrie.img');
  run('cp', ['--sparse=always', image, copy]);
  const units = 'etc/systemd/system';
  const files = {
    'etc/apt/trusted.gpg.d/boot-test.asc': archive.key,
    'etc/apt/sources.list': `deb http://10.0.2.2:${archive.port}/ trixie-security main\n`,
    [`${units}/eyrie-slots.service.d/boot-test.conf`]:
      '[Service]\nEnvironment=EYRIE_NIGHT=0-24 EYRIE_LOOK_AGAIN_HOURS=0 EYRIE_SETTLED_MINUTES=0 EYRIE_TRIAL_MINUTES=40\n',
    // What the vendor's kernel has, which tells the firmware; here the console tells it.
    'usr/lib/tmpfiles.d/boot-test.conf': 'f /dev/vcio\n',
    [`${units}/eyrie-slots.timer.d/boot-test.conf`]: '[Timer]\nOnUnitInactiveSec=30s\n',
    // An emulated start on a busy machine takes longer than that of any board.
    [`${units}/eyrie-trial-limit.timer.d/boot-test.conf`]: '[Timer]\nOnBootSec=\nOnBootSec=60min\n',
  };
  const commands = [
    'rm etc/apt/sources.list',
    `mkdir ${units}/eyrie-slots.service.d`,
    `mkdir ${units}/eyrie-slots.timer.d`,
    `mkdir ${units}/eyrie-trial-limit.timer.d`,
  ];
  for (const [index, [name, text]] of Object.entries(files).entries()) {
    const source = path.join(folder, `laid-${index}`);
    writeFileSync(source, text);
    commands.push(`write ${source} ${name}`, `set_inode_field ${name} mode 0100644`);
  }
  run('debugfs', ['-w', '-f', '-', rootOf(copy, 'a')], { input: `${commands.join('\n')}\n` });
  return copy;
}

function update(
  image: string,
  version: string,
  files: Readonly<Record<string, string>>,
): Parameters<ArchiveOfTest['publish']>[0] {
  const own: [string, string][] = ['protocols', 'services', 'rpc', 'ethertypes'].map((name) => [
    `etc/${name}`,
    outputOf('debugfs', ['-R', `cat etc/${name}`, rootOf(image, 'a')]),
  ]);
  return {
    version,
    files: { ...Object.fromEntries(own), [marker]: version, ...files },
    // As Debian's packages do that are part of it.
    afterInstalling: version === good ? 'update-initramfs -u' : null,
  };
}

/** A partition in a file of a whole card, as e2fsprogs name it. */
function rootOf(image: string, slot: Slot): string {
  const found = partitions(defaultSizes).find(({ number }) => number === rootPartition[slot]);
  if (!found) throw new Error(`There is no root of slot ${slot}.`);
  return `${image}?offset=${offsetBytes(found)}`;
}

function versionIn({ pi }: FlashedPi, slot: Slot): string {
  const file = pi.partitionFile(rootPartition[slot]);
  return outputOf('debugfs', ['-R', `cat ${marker}`, file]);
}

function slotOf({ pi }: FlashedPi): Slot | undefined {
  return pi.started.at(-1)?.slot;
}

function expectStart({ pi }: FlashedPi, slot: Slot, isTryboot: boolean): void {
  const last = pi.started.at(-1);
  if (last?.slot === slot && last.isTryboot === isTryboot) return;
  throw new Error(`The firmware has started ${JSON.stringify(last)}.`);
}

/** Waits for words of the slots' program, in any start of the card. */
function until({ pi }: FlashedPi, words: string): Promise<true> {
  return eventually(`the console says "${words}"`, patienceMs, () => {
    if (pi.hasEnded) throw new Hopeless(`The machine has ended by itself, before "${words}".`);
    if (/The slot is not written: .*/.test(pi.consoles))
      throw new Hopeless('The slot is not written.');
    return pi.consoles.includes(words) || null;
  });
}

/** Waits for so much of this machine's processor time. */
async function seconds({ pi }: FlashedPi, more: number): Promise<void> {
  const from = pi.processorSeconds;
  await eventually(
    'the moment has come',
    patienceMs,
    () => pi.processorSeconds >= from + more || null,
  );
}

/** Waits for a picture that was taken after this moment. */
async function frameAfter(cloud: HostCloud, camera: string): Promise<string> {
  const sinceMs = Date.now();
  return eventually('a further picture is in the cloud', patienceMs, async () => {
    const { items } = await cloud.get<{ items: { id: string; captured_at: string }[] }>(
      `/v1/cameras/${camera}/frames`,
    );
    return items.find(({ captured_at }) => Date.parse(captured_at) > sinceMs)?.id ?? null;
  });
}
