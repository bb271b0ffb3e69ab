import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, chmod, copyFile, mkdir, rename, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { FfmpegMissing } from './errors.ts';

/** A binary that was run and can encode H.264. */
export interface Ffmpeg {
  path: string;
  /** As the binary states it, for example `5.1.9-0+deb12u1`. */
  version: string;
  source: 'system' | 'bundled';
}

export interface FindFfmpegOptions {
  /** Folders to search, as in the PATH variable. Default: the process's PATH; '' for none. */
  path?: string;
  /**
   * Where the bundled binary is copied when it cannot be made executable in place. It must be a
   * folder that only this user can write. Default `~/.cache/eyrie`.
   */
  cacheFolder?: string;
}

const run = promisify(execFile);
const fileName = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';

/**
 * The system's ffmpeg if one is on the PATH and can encode H.264, else the one bundled with
 * `@ffmpeg-installer/ffmpeg`. Throws `FfmpegMissing`, which says what to install.
 */
export async function findFfmpeg(options: FindFfmpegOptions = {}): Promise<Ffmpeg> {
  const tried: string[] = [];
  const folders = (options.path ?? process.env['PATH'] ?? '').split(delimiter);
  // Relative entries of a PATH would make the choice depend on the working folder.
  for (const folder of folders.filter((entry) => isAbsolute(entry))) {
    const path = join(folder, fileName);
    if (!(await isExecutable(path))) continue;
    const version = await versionOf(path, tried);
    if (version !== null) return { path, version, source: 'system' };
  }
  if (tried.length === 0) tried.push('no ffmpeg on the PATH');
  const path = await bundledBinary(options.cacheFolder ?? join(homedir(), '.cache/eyrie'), tried);
  const version = path === null ? null : await versionOf(path, tried);
  if (path === null || version === null) throw new FfmpegMissing(tried);
  return { path, version, source: 'bundled' };
}

async function versionOf(path: string, tried: string[]): Promise<string | null> {
  try {
    const [about, encoders] = await Promise.all([
      run(path, ['-version'], { timeout: 20_000 }),
      run(path, ['-hide_banner', '-encoders'], { timeout: 20_000 }),
    ]);
    const version = /^ffmpeg version (\S+)/.exec(about.stdout)?.[1];
    if (version === undefined) tried.push(`${path}: it does not call itself ffmpeg`);
    else if (!/ libx264 /.test(encoders.stdout)) tried.push(`${path}: it lacks libx264`);
    else return version;
  } catch (error) {
    tried.push(`${path}: ${firstLine(error)}`);
  }
  return null;
}

/** The package's binary, executable. Its install script, which sets the bit, may not have run. */
async function bundledBinary(cacheFolder: string, tried: string[]): Promise<string | null> {
  let bundled: string;
  try {
    // Imported late: on a platform without a binary the module throws as it is loaded.
    bundled = (await import('@ffmpeg-installer/ffmpeg')).default.path;
  } catch (error) {
    tried.push(`@ffmpeg-installer/ffmpeg: ${firstLine(error)}`);
    return null;
  }
  return await makeExecutable(bundled, cacheFolder, tried);
}

/** `path` itself once it may be executed, or an executable copy of it, or null with a reason. */
export async function makeExecutable(
  path: string,
  cacheFolder: string,
  tried: string[],
): Promise<string | null> {
  if (await isExecutable(path)) return path;
  try {
    await chmod(path, 0o755);
    if (await isExecutable(path)) return path;
  } catch {
    // Read-only, or owned by root: a copy of our own serves.
  }
  try {
    const original = await stat(path);
    // Its size and time in the name: a newer package gets a new copy.
    const name = `ffmpeg-${original.size}-${Math.trunc(original.mtimeMs)}`;
    const copy = join(cacheFolder, name);
    if (await isExecutable(copy)) return copy;
    await mkdir(cacheFolder, { recursive: true, mode: 0o700 });
    const temporary = `${copy}.${process.pid}.part`;
    await copyFile(path, temporary);
    await chmod(temporary, 0o700);
    await rename(temporary, copy);
    return copy;
  } catch (error) {
    tried.push(`${path}: not executable, and no copy could be made (${firstLine(error)})`);
    return null;
  }
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? '';
}
