import type { DiskLock } from './disk-lock.ts';

/**
 * What the journal asks of a disk, small enough that a simulator can stand in for it and lose,
 * tear and reorder whatever was not synced. Errors carry Node's `code` (ENOENT, ENOSPC, EIO …).
 */
export interface Disk {
  /**
   * `read` and `write` want an existing file; `create` makes a new one and rejects with EEXIST when
   * the name is taken. The new name is durable only after `fsyncDirectory`.
   */
  open(path: string, mode: 'read' | 'write' | 'create'): Promise<DiskFile>;
  /** Makes creations, renames and removals of names directly in `path` durable. */
  fsyncDirectory(path: string): Promise<void>;
  /** Replaces `to` when it exists. Both names must be in the same directory. */
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Names of the files in the directory, sorted, without their path. */
  list(path: string): Promise<string[]>;
  /**
   * Makes the directory and its parents; no error when it exists. Their names are durable only after
   * `fsyncDirectory` of the directories they stand in: see `makeDirectory`.
   */
  mkdir(path: string): Promise<void>;
  /** Bytes an ordinary user may still write on the file system of `path`. */
  freeBytes(path: string): Promise<number>;
  /**
   * Takes the file at `path`, made when missing, for this process until it ends; rejects with EBUSY
   * while another has it. Nothing else may open that file.
   */
  lock(path: string): Promise<DiskLock>;
}

/** An open file. Several calls may run at the same time; their order is the caller's business. */
export interface DiskFile {
  /** Fills `target` from `offset`; resolves with the bytes read, fewer only at the end of the file. */
  pread(target: Uint8Array, offset: number): Promise<number>;
  /** Writes all of `bytes`, or rejects with an unknown part of them written. */
  pwrite(bytes: Uint8Array, offset: number): Promise<void>;
  /**
   * `pwrite` and `fdatasync` in one call, where the disk has such a thing. It rejects for want of
   * space (ENOSPC, EDQUOT) only when no sync has failed: then the file may be truncated and written
   * again, as after `pwrite`. Any other rejection is one of `fdatasync`.
   */
  writeDurably?(bytes: Uint8Array, offset: number): Promise<void>;
  /** Makes content and size durable. After a rejection nothing may be assumed: never call it again. */
  fdatasync(): Promise<void>;
  truncate(sizeBytes: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/** True when `error` is a disk error with one of these codes. */
export function hasDiskCode(error: unknown, ...codes: readonly string[]): boolean {
  // Not by instanceof: Node's errors are of another realm where a test runner has made its own.
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return typeof error.code === 'string' && codes.includes(error.code);
}

/** Reads a whole open file. */
export async function readWhole(file: DiskFile): Promise<Uint8Array> {
  const bytes = new Uint8Array(await file.size());
  const read = await file.pread(bytes, 0);
  return bytes.subarray(0, read);
}
