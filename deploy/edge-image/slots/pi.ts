import { existsSync } from 'node:fs';
import { readFile, statfs, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SecurityArchive } from './archive.ts';
import { runningSlot, type Card } from './card.ts';
import {
  handOver,
  healthOf,
  isRendering,
  siteSeen,
  whatIsWorse,
  type HealthPlaces,
} from './health.ts';
import type { Machine } from './round.ts';
import { run } from './run.ts';
import { otherSlot } from './slot.ts';
import type { Health, Seen } from './slot-state.ts';
import type { StateFile } from './state-file.ts';
import { mayLook, mayRestart, ownDelayMs, whyNotNow, type Night } from './when.ts';
import { writeSlot } from './write-slot.ts';

export interface PiParts {
  readonly card: Card;
  readonly state: StateFile;
  readonly health: HealthPlaces;
  /** Tells this board from every other. */
  readonly board: string;
  /** On the data partition: lists and packages of the archive. */
  readonly updates: string;
  /** Mounts are made below it. */
  readonly work: string;
  readonly lower: string;
  readonly night: Night;
  /** So long after its start a machine may start anew. */
  readonly settledMs: number;
  /** So long after its start a system on trial must be well. */
  readonly trialMs: number;
  readonly say: (text: string) => void;
}

const lookEveryMs = 5_000;
/** Well for so long, and not by chance. */
const steadyMs = 60_000;
const hotC = 75;
/** Packages of a new kernel, and room for frames beside them. */
const freeBytesMin = 500 * 1024 * 1024;
/** The firmware of a Pi 4 and later shows itself there; that of a Pi 3 cannot try a slot. */
const firmware = '/proc/device-tree/chosen/bootloader';
/** Only the vendor's kernel tells the firmware of a reboot's argument; with it comes this device. */
const wayToFirmware = '/dev/vcio';

/** The Pi that this runs on. */
export function thisPi(parts: PiParts): Machine {
  const { card, state, health, updates, night, say } = parts;
  const archive = new SecurityArchive(updates);
  const now = (): number => Date.now();
  return {
    now,
    say,
    seen: () => seenOn(card),
    keep: (next) => state.write(next),
    mayLook: (known) => mayLook(known, night, ownDelayMs(parts.board), new Date()),
    look: () => archive.look(),
    whyNotWrite: () => whyNotWrite(parts),
    fetch: () => archive.fetch(),
    write: async (slot) => {
      const running = otherSlot(slot);
      await writeSlot({
        slot,
        rootDevice: card.rootDevice(slot),
        bootDevice: card.bootDevice(slot),
        runningBootDevice: card.bootDevice(running),
        lower: parts.lower,
        lists: archive.lists,
        packages: archive.packages,
        work: parts.work,
        say,
      });
      await archive.clean();
    },
    whyNotTry: (sinceMs) => whyNotTry(parts, sinceMs),
    health: () => healthOf(health, new Date()),
    restartInto: async (slot) => {
      if (canTryboot()) return restart('--reboot-argument=0 tryboot');
      await card.startOnce(slot);
      return restart();
    },
    restart: async () => {
      // Where the initramfs could not do it.
      await card.putBack();
      await restart();
    },
    judge: (before) => judge(parts, before),
    commit: (slot) => card.commit(slot),
  };
}

export async function seenOn(card: Card): Promise<Seen> {
  const running = runningSlot(await readFile('/proc/cmdline', 'utf8'));
  return { running, committed: await card.committed() };
}

async function whyNotWrite({ updates, health }: PiParts): Promise<string | null> {
  const { bavail, bsize } = await statfs(updates);
  if (bavail * bsize < freeBytesMin) return 'The data partition has no room for packages.';
  const milliC = Number(
    await readFile('/sys/class/thermal/thermal_zone0/temp', 'utf8').catch(() => '0'),
  );
  if (milliC / 1000 > hotC) return `The board is at ${Math.round(milliC / 1000)} °C.`;
  return (await isRendering(health)) ? 'A video is being made.' : null;
}

async function whyNotTry(parts: PiParts, sinceMs: number): Promise<string | null> {
  const { card, health, night, settledMs } = parts;
  // Without the firmware's help the net begins in the initramfs: what leads there must be what is known to start.
  if (!canTryboot() && !(await card.startsAlike())) {
    return 'There is a new kernel, and this board cannot try one: somebody has to switch by hand.';
  }
  const now = new Date();
  if (os.uptime() * 1000 < settledMs) return 'The machine has just started.';
  if (!mayRestart(sinceMs, night, now)) return 'It is tried in the night.';
  if (await isRendering(health)) return 'A video is being made.';
  try {
    const site = await siteSeen(health);
    if (site === null) return null;
    const why = whyNotNow(site, await isClockTrue(), now);
    if (why !== null) return why;
    const isLeader = site.leaderNodeId === site.askedNodeId;
    const voters = site.members.filter(({ standing }) => standing === 'voter');
    if (isLeader && voters.length > 1) await handOver(health);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function canTryboot(): boolean {
  return existsSync(firmware) && existsSync(wayToFirmware);
}

async function isClockTrue(): Promise<boolean> {
  const said = await run('timedatectl', ['show', '--property=NTPSynchronized', '--value']);
  return said.trim() === 'yes';
}

async function judge({ health, trialMs }: PiParts, before: Health): Promise<string | null> {
  let wellSinceMs: number | null = null;
  for (;;) {
    const worse = whatIsWorse(before, await healthOf(health, new Date()));
    // Not by the clock, which may be set meanwhile.
    const nowMs = os.uptime() * 1000;
    if (worse !== null) wellSinceMs = null;
    else if (wellSinceMs === null) wellSinceMs = nowMs;
    else if (nowMs - wellSinceMs >= steadyMs) return null;
    if (worse !== null && nowMs > trialMs) return worse;
    await sleep(lookEveryMs);
  }
}

async function restart(...words: string[]): Promise<void> {
  await run('systemctl', ['reboot', ...words]);
}

/** For the script that ends a trial where this program cannot (trial-limit). */
export function markSettled(folder: string): Promise<void> {
  return writeFile(path.join(folder, 'slot-settled'), '');
}
