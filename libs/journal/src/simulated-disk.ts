import type { Disk, DiskFile } from './disk.ts';

/** What a power cut does with bytes and names that were not synced. */
export type CutMode = 'drop' | 'keep' | 'torn' | 'reorder';
export type DiskOperation =
  | 'open'
  | 'pread'
  | 'pwrite'
  | 'fdatasync'
  | 'truncate'
  | 'size'
  | 'close'
  | 'fsyncDirectory'
  | 'rename'
  | 'unlink'
  | 'list'
  | 'mkdir'
  | 'freeBytes';

/** A disk in memory that keeps what is not synced apart from what is, and misbehaves on request. */
export declare class SimulatedDisk implements Disk {
  constructor(options: { seed: number; capacityBytes?: number });
  /** Calls so far, and by operation. */
  readonly calls: number;
  readonly counts: Readonly<Record<DiskOperation, number>>;
  /** Awaited before each call, after the counting: to stall the disk by a simulated clock, or to trace it. */
  beforeCall: ((operation: DiskOperation, path: string) => Promise<void> | void) | null;
  /** At the call with this number (1 is the next one's `calls + 1`) the power fails: it and all later calls reject. */
  cutPowerAtCall(call: number, mode: CutMode): void;
  /** The power fails now; unsynced state goes by `mode`; the disk then works again, old handles do not. */
  cutPower(mode: CutMode): void;
  /** After `cutPowerAtCall` struck: lets the disk be used again. */
  restorePower(): void;
  readonly isPowered: boolean;
  /** The next `times` (default 1) calls of this operation, after skipping `skip`, reject with the code. */
  failNext(
    operation: DiskOperation,
    code: string,
    options?: { skip?: number; times?: number; pathIncludes?: string },
  ): void;
  setCapacity(bytes: number): void;
  /** Flips bits of the byte at `offset`, durably. */
  damage(path: string, offset: number, mask?: number): void;
  open(path: string, mode: 'read' | 'write' | 'create'): Promise<DiskFile>;
  fsyncDirectory(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  list(path: string): Promise<string[]>;
  mkdir(path: string): Promise<void>;
  freeBytes(path: string): Promise<number>;
}
