import { DatabaseSync } from 'node:sqlite';

/** A lock that is held; it ends with `release` or with the process, however that dies. */
export interface DiskLock {
  release(): Promise<void>;
}

const SQLITE_BUSY = 5;

/**
 * Locks a file of its own against everybody else, in this process and in others. Node has no file
 * locks but those of its SQLite: an exclusive transaction on an empty database that nothing is ever
 * written to. The kernel takes the lock back when the process dies, so that, other than with a file
 * that names a process, nothing is ever stale, and containers that share the folder are told apart.
 */
export function lockFile(path: string): DiskLock {
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw isBusy(error)
      ? Object.assign(new Error(`EBUSY: lock '${path}'`), { code: 'EBUSY' })
      : error;
  }
  return {
    release: () => {
      database.close();
      return Promise.resolve();
    },
  };
}

function isBusy(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'errcode' in error &&
    error.errcode === SQLITE_BUSY
  );
}
