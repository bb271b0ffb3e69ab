import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

const programs = {
  etcd: { versionArguments: ['--version'], version: /etcd Version: (\S+)/, package: 'etcd-server' },
  mosquitto: { versionArguments: ['-h'], version: /mosquitto version (\S+)/, package: 'mosquitto' },
  ffmpeg: { versionArguments: ['-version'], version: /ffmpeg version (\S+)/, package: 'ffmpeg' },
  'redis-server': { versionArguments: ['--version'], version: /v=(\S+)/, package: 'redis-server' },
} as const;

export type PeerName = keyof typeof programs;

export interface Peer {
  readonly name: PeerName;
  readonly path: string;
  readonly version: string;
}

/** The program of that name on the PATH, or where Debian puts daemons; null when there is none. */
export function findPeer(name: PeerName, searched = process.env['PATH'] ?? ''): Peer | null {
  const { versionArguments, version } = programs[name];
  for (const folder of [...searched.split(delimiter), '/usr/sbin']) {
    const path = join(folder, name);
    if (isAbsolute(folder) && isExecutable(path)) {
      return { name, path, version: versionOf(path, versionArguments, version) };
    }
  }
  return null;
}

/** Why there is nothing to compare with, in a sentence. */
export function missing(name: PeerName): string {
  return `${name} is not installed (Debian package ${programs[name].package}).`;
}

function versionOf(path: string, args: readonly string[], pattern: RegExp): string {
  // mosquitto ends its help with an exit code of its own: what counts is what is printed.
  const { stdout } = spawnSync(path, args, { encoding: 'utf8', timeout: 10_000 });
  return pattern.exec(stdout)?.[1] ?? 'unknown';
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
