import { randomBytes } from 'node:crypto';
import { readFile, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Cameras } from '../capture/cameras.ts';
import { isClockTrusted } from '../capture/clock-trust.ts';
import type { Clock } from '../clock.ts';
import type { SiteLink } from '../link/site-link.ts';
import type { CommandOutcome, CommandProgress } from './command-work.ts';

export interface SelfTestParts {
  readonly dataFolder: string;
  readonly diskReserveBytes: number;
  readonly cameras: Cameras;
  readonly link: SiteLink;
  readonly clock: Clock;
}

interface Check {
  readonly name: string;
  /** What was found, in one sentence; rejects or throws with what is wrong. */
  readonly look: () => Promise<string> | string;
}

/** Tries each part of the device for real, one after the other, and says what it found. */
export async function selfTest(
  parts: SelfTestParts,
  progress: CommandProgress,
): Promise<CommandOutcome> {
  const checks = checksOf(parts);
  const found: { name: string; passed: boolean; detail: string }[] = [];
  for (const [index, { name, look }] of checks.entries()) {
    await progress(Math.round((index / checks.length) * 100), `Testing: ${name}.`);
    try {
      found.push({ name, passed: true, detail: await look() });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      found.push({ name, passed: false, detail: detail.slice(0, 300) });
    }
  }
  const failed = found.filter(({ passed }) => !passed).map(({ name }) => name);
  const message =
    failed.length === 0
      ? `All ${found.length} tests passed.`
      : `${failed.length} of ${found.length} tests failed: ${failed.join(', ')}.`;
  return { message, result: { passed: failed.length === 0, checks: found } };
}

function checksOf({ dataFolder, diskReserveBytes, cameras, link, clock }: SelfTestParts): Check[] {
  return [
    { name: 'disk', look: () => tryDisk(dataFolder, diskReserveBytes) },
    {
      name: 'clock',
      look: () => {
        if (!isClockTrusted(clock.now())) throw new Error('The clock has not been set yet.');
        return `It is ${new Date(clock.now()).toISOString()}.`;
      },
    },
    {
      name: 'site',
      look: () => {
        const node = link.session?.node;
        if (!node) throw new Error('There is no connection to the leader.');
        return `Connected to node ${node.nodeId}.`;
      },
    },
    ...cameras.ids().map((cameraId, index) => ({
      name: `camera ${index + 1}`,
      look: async () => {
        const [frame] = await cameras.captureNow(cameraId);
        return `A frame of ${frame?.widthPx} by ${frame?.heightPx} pixels was taken and judged good.`;
      },
    })),
  ];
}

async function tryDisk(folder: string, reserveBytes: number): Promise<string> {
  const bytes = randomBytes(64 * 1024);
  const file = path.join(folder, `self-test-${process.pid}`);
  try {
    await writeFile(file, bytes, { flush: true });
    if (!bytes.equals(await readFile(file))) throw new Error('It does not give back what it got.');
  } finally {
    await rm(file, { force: true });
  }
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < reserveBytes) throw new Error(`Only ${Math.round(free / 1e6)} MB are free.`);
  return `Written and read back; ${Math.round(free / 1e6)} MB are free.`;
}
