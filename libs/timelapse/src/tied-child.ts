import { execFile, spawn, type ChildProcessByStdio } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';

/** A program whose words we hear. */
export type TiedChild = ChildProcessByStdio<null, Readable, Readable>;

const tie = 'setpriv';
const tieWords = ['--pdeathsig', 'KILL', '--'];
let canTie: Promise<boolean> | undefined;

/**
 * Starts a program that the kernel kills when this process is gone, by PR_SET_PDEATHSIG (prctl(2)).
 * Nothing else reaches a child that stands still: it neither reads nor writes, so it would never see
 * that nobody is there any more. Where there is no `setpriv` that can do it (util-linux; not Linux, not
 * BusyBox) the child is not tied. Rejects with what is wrong with the binary.
 */
export async function spawnTied(
  binary: string,
  args: readonly string[],
  options: { readonly cwd?: string },
): Promise<TiedChild> {
  const io = { ...options, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] };
  canTie ??= tieWorks();
  if (!(await canTie)) return spawn(binary, args, io);
  // What cannot be run is said by its own name, and not in the words of the program in between.
  if (path.isAbsolute(binary)) await access(binary, constants.X_OK);
  return spawn(tie, [...tieWords, binary, ...args], io);
}

/**
 * Whether the child is the program itself by now, and so is tied. One that stands still before that
 * would be left behind after all.
 */
export function isItself({ pid }: TiedChild): boolean {
  if (pid === undefined) return true;
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() !== tie;
  } catch {
    // It has ended, or there is no such file system here, and then there is no tie either.
    return true;
  }
}

function tieWorks(): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(tie, [...tieWords, 'true'], (error) => resolve(error === null));
  });
}
