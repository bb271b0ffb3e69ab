import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { CameraError } from '../camera.errors.ts';

/**
 * The path of a program by its name or path. Rejects with a `CameraError` that names the package to
 * install where there is none.
 */
export async function requireProgram(name: string, packageName: string): Promise<string> {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((one) => isAbsolute(one));
  const candidates = name.includes('/') ? [name] : folders.map((folder) => join(folder, name));
  for (const candidate of candidates) {
    if (await isProgram(candidate)) return candidate;
  }
  const message = `There is no program ${name} on this device: install ${packageName}, or set where it is.`;
  throw new CameraError('failed', message, { program: name });
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
