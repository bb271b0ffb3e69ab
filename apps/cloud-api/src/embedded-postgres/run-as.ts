import { execFileSync } from 'node:child_process';
import { EmbeddedPostgresError } from './embedded-postgres.error.ts';

/** User and group under which the server runs; empty where it runs as ourselves. */
export interface RunAs {
  uid?: number;
  gid?: number;
}

/**
 * Postgres refuses to run as root: under root it runs as the user `postgres`, who is made where
 * there is none.
 */
export function chooseUser(): RunAs {
  if (process.getuid?.() !== 0) return {};
  const known = findUser('postgres');
  if (known) return known;
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], {
      stdio: 'pipe',
    });
  } catch (error) {
    throw new EmbeddedPostgresError(
      'Postgres does not run as root, and the user "postgres" to run it as could not be made. ' +
        'Run Eyrie as an ordinary user, or add that user.',
      { cause: error },
    );
  }
  const made = findUser('postgres');
  if (!made) throw new EmbeddedPostgresError('The user "postgres" was made but cannot be found.');
  return made;
}

function findUser(name: string): Required<RunAs> | null {
  try {
    const ask = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: 'pipe' }));
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    return null;
  }
}
