import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from '@jest/globals';

const workspace = resolve(import.meta.dirname, '../../..');

interface Seen {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
}

/** As proc(5) tells it; the name in brackets may have spaces. */
function seen(pid: number): Seen | null {
  try {
    const [state = '', parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { pid, parent: Number(parent), state };
  } catch {
    return null;
  }
}

const childOf = (parent: number): Seen | null =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => seen(Number(name)))
    .find((one) => one?.parent === parent) ?? null;

const isGone = (pid: number): boolean => ['Z', undefined].includes(seen(pid)?.state);

async function eventually(what: string, isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`Never: ${what}.`);
    await delay(10);
  }
}

const hasTie = (): boolean => {
  try {
    execFileSync('setpriv', ['--pdeathsig', 'KILL', '--', 'true']);
    return existsSync('/proc/self/stat');
  } catch {
    return false;
  }
};

(hasTie() ? it : it.skip)(
  'leaves no ffmpeg behind that stands still, when its process is killed',
  async () => {
    const parent = spawn(
      process.execPath,
      [
        '--conditions=@eyrie/source',
        `--import=${join(workspace, 'tools/swc-hooks.mjs')}`,
        join(workspace, 'libs/timelapse/testing/still-render.ts'),
      ],
      { stdio: 'inherit' },
    );
    const pid = parent.pid ?? 0;
    let still: Seen | null = null;
    await eventually('ffmpeg stands still', () => (still = childOf(pid))?.state === 'T');
    const ffmpeg = (still as Seen | null)?.pid ?? 0;
    try {
      parent.kill('SIGKILL');
      await once(parent, 'exit');
      await eventually('the ffmpeg is gone', () => isGone(ffmpeg));
    } finally {
      if (!isGone(ffmpeg)) process.kill(ffmpeg, 'SIGKILL');
    }
    expect(isGone(ffmpeg)).toBe(true);
  },
  150_000,
);
