import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import path from 'node:path';

const script = path.join(import.meta.dirname, 'throw-away-system.sh');
const unshare = ['--mount', '--propagation', 'private'];

interface Found {
  readonly installed: { code: number; users: string[]; enabled: string[] };
  readonly provisioned: {
    said: string;
    claims: Record<'worker' | 'coordinator', string>;
    cards: string[];
    roles: string[];
    machineChanged: string[];
  };
  readonly started: Record<'worker' | 'coordinator', string>;
  readonly again: { code: number; keptIdentity: boolean; disabledStays: boolean };
  readonly removed: { code: number; keptIdentity: boolean; node: boolean };
  readonly purged: { code: number; left: string[] };
  /** What commands that failed wrote. */
  readonly said: string[];
}

/** Root, on a Debian with systemd and a kernel that lays one file system over another. */
export function hasThrowAwaySystem(): boolean {
  if (process.getuid?.() !== 0) return false;
  const needed = ['dpkg', 'systemd-sysusers', 'deb-systemd-helper', 'setpriv'];
  if (needed.some((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0))
    return false;
  return spawnSync('unshare', [...unshare, script, '/usr', 'true']).status === 0;
}

/** Installs, uses, removes and purges a package that was made in this folder, whose `work` has its content. */
export function installedInThrowAwaySystem(file: string, folder: string): Found {
  copyFileSync(path.join(import.meta.dirname, 'inside.mjs'), path.join(folder, 'inside.mjs'));
  const inside = (name: string): string => path.join('/mnt', path.relative(folder, name));
  const node = inside(path.join(folder, 'work/usr/lib/eyrie/bin/node'));
  const words = [...unshare, script, folder, node, '/mnt/inside.mjs', inside(file)];
  const text = execFileSync('unshare', words, { encoding: 'utf8' });
  return JSON.parse(text) as Found;
}

/** Starts a program there that goes on; `folder` is seen as /mnt. */
export function runInThrowAwaySystem(folder: string, line: readonly string[]): ChildProcess {
  return spawn('unshare', [...unshare, script, folder, ...line], { stdio: 'inherit' });
}
