import type { Disk, DiskFile } from './disk.ts';
import type { DiskLock } from './disk-lock.ts';
import { SimulatedNames } from './simulated-names.ts';
import { SeededRandom } from './seeded-random.ts';
import { SimulatedFile, type CutMode } from './simulated-file.ts';

export type { CutMode } from './simulated-file.ts';

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
  | 'freeBytes'
  | 'lock';

interface Fault {
  readonly operation: DiskOperation;
  readonly code: string;
  readonly pathIncludes: string;
  skip: number;
  times: number;
}

/** Whether the call that was entered is the one at which the power fails. */
type Fate = 'goes-on' | 'power-fails';

function diskError(code: string, operation: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${operation} '${path}' (simulated)`), { code });
}

/**
 * A disk in memory that keeps what is not synced apart from what is, and misbehaves on request, by a
 * seed. Its promises settle without timers, so a simulation on it is deterministic. Files may be made
 * in a directory that nobody made: that one has always been there.
 */
export class SimulatedDisk implements Disk {
  /**
   * Awaited in each call, after it was counted: to stall the disk by a simulated clock, or to trace.
   */
  beforeCall: ((operation: DiskOperation, path: string) => Promise<void> | void) | null = null;
  /** While true a sync says that it is done, and nothing is. */
  isLying = false;
  readonly #random: SeededRandom;
  readonly #counts = new Map<DiskOperation, number>();
  #calls = 0;
  #capacityBytes: number;
  readonly #names = new SimulatedNames();
  #faults: Fault[] = [];
  #cutAt: { call: number; mode: CutMode } | null = null;
  #powered = true;
  /** Handles and locks of an earlier boot or process are dead. */
  #boot = 0;
  readonly #locks = new Map<string, number>();

  constructor(options: { readonly seed: number; readonly capacityBytes?: number }) {
    this.#random = new SeededRandom(options.seed);
    this.#capacityBytes = options.capacityBytes ?? Number.MAX_SAFE_INTEGER;
  }

  /** Calls so far. */
  get calls(): number {
    return this.#calls;
  }

  /** Calls so far of one operation. */
  count(operation: DiskOperation): number {
    return this.#counts.get(operation) ?? 0;
  }

  get isPowered(): boolean {
    return this.#powered;
  }

  /**
   * The power fails in the call that brings `calls` to this number, a write already begun but no
   * sync done; this and every later call rejects until `restorePower`.
   */
  cutPowerAtCall(call: number, mode: CutMode): void {
    this.#cutAt = { call, mode };
  }

  /** The power fails and comes back: unsynced state goes by `mode`, and open handles are dead. */
  cutPower(mode: CutMode): void {
    this.#names.cutPower(mode, this.#random);
    this.#cutAt = null;
    this.#boot += 1;
  }

  /** After `cutPowerAtCall` struck. */
  restorePower(): void {
    this.#powered = true;
  }

  /** The process dies, the machine does not: open handles are dead, nothing written is lost. */
  killProcess(): void {
    this.#boot += 1;
  }

  /** Makes the next calls of this operation reject with the code, such as EIO. Writes go half. */
  failNext(
    operation: DiskOperation,
    code: string,
    options: {
      readonly skip?: number;
      readonly times?: number;
      readonly pathIncludes?: string;
    } = {},
  ): void {
    const { skip = 0, times = 1, pathIncludes = '' } = options;
    this.#faults.push({ operation, code, skip, times, pathIncludes });
  }

  /** From now on a write that would grow the files beyond this fails with ENOSPC, half written. */
  setCapacity(bytes: number): void {
    this.#capacityBytes = bytes;
  }

  get usedBytes(): number {
    let used = 0;
    for (const file of this.#names.files()) used += file.content.length;
    return used;
  }

  /** Flips bits of one byte, on the disk and in memory. */
  damage(path: string, offset: number, mask = 0xff): void {
    this.#file(path, 'open').damage(offset, mask);
  }

  async open(path: string, mode: 'read' | 'write' | 'create'): Promise<DiskFile> {
    const fate = await this.#enter('open', path);
    if (mode === 'create') {
      if (this.#names.has(path)) throw diskError('EEXIST', 'open', path);
      this.#names.change([[path, new SimulatedFile()]]);
    }
    const file = this.#file(path, 'open');
    this.#leave(fate, 'open', path);
    return this.#handle(path, file);
  }

  async fsyncDirectory(path: string): Promise<void> {
    const fate = await this.#enter('fsyncDirectory', path);
    this.#leave(fate, 'fsyncDirectory', path);
    this.#names.sync(path);
  }

  async rename(from: string, to: string): Promise<void> {
    const fate = await this.#enter('rename', from);
    const file = this.#file(from, 'rename');
    this.#names.change([
      [from, null],
      [to, file],
    ]);
    this.#leave(fate, 'rename', from);
  }

  async unlink(path: string): Promise<void> {
    const fate = await this.#enter('unlink', path);
    this.#file(path, 'unlink');
    this.#names.change([[path, null]]);
    this.#leave(fate, 'unlink', path);
  }

  async list(path: string): Promise<string[]> {
    this.#leave(await this.#enter('list', path), 'list', path);
    return this.#names.filesIn(path);
  }

  async mkdir(path: string): Promise<void> {
    const fate = await this.#enter('mkdir', path);
    this.#names.makeDirectory(path);
    this.#leave(fate, 'mkdir', path);
  }

  async freeBytes(path: string): Promise<number> {
    this.#leave(await this.#enter('freeBytes', path), 'freeBytes', path);
    return Math.max(0, this.#capacityBytes - this.usedBytes);
  }

  async lock(path: string): Promise<DiskLock> {
    this.#leave(await this.#enter('lock', path), 'lock', path);
    const boot = this.#boot;
    if (this.#locks.get(path) === boot) throw diskError('EBUSY', 'lock', path);
    this.#locks.set(path, boot);
    return {
      release: () => {
        if (this.#locks.get(path) === boot) this.#locks.delete(path);
        return Promise.resolve();
      },
    };
  }

  #handle(path: string, file: SimulatedFile): DiskFile {
    const boot = this.#boot;
    const enter = (operation: DiskOperation): Promise<Fate> => this.#enter(operation, path, boot);
    // Promises take turns, so the power may fail between the start of a call and its effect: what
    // comes after that must not touch, nor vouch for, the disk as it is then.
    const alive = (operation: DiskOperation): void => this.#requirePower(operation, path, boot);
    return {
      pread: async (target, offset) => {
        this.#leave(await enter('pread'), 'pread', path);
        const bytes = file.content.subarray(offset, offset + target.length);
        target.set(bytes);
        return bytes.length;
      },
      pwrite: async (bytes, offset) => {
        const fate = await enter('pwrite').catch((error: unknown) => {
          if (this.#powered && boot === this.#boot) {
            file.write(offset, bytes.subarray(0, bytes.length >>> 1));
          }
          throw error;
        });
        alive('pwrite');
        this.#write(path, file, bytes, offset);
        this.#leave(fate, 'pwrite', path);
      },
      fdatasync: async () => {
        const fate = await enter('fdatasync').catch((error: unknown) => {
          if (this.#powered && boot === this.#boot) file.loseUnsynced();
          throw error;
        });
        alive('fdatasync');
        this.#leave(fate, 'fdatasync', path);
        if (!this.isLying) file.sync();
      },
      truncate: async (sizeBytes) => {
        const fate = await enter('truncate');
        alive('truncate');
        file.truncate(sizeBytes);
        this.#leave(fate, 'truncate', path);
      },
      size: async () => {
        this.#leave(await enter('size'), 'size', path);
        return file.content.length;
      },
      close: async () => {
        this.#leave(await enter('close'), 'close', path);
      },
    };
  }

  #write(path: string, file: SimulatedFile, bytes: Uint8Array, offset: number): void {
    const growth = Math.max(0, offset + bytes.length - file.content.length);
    const free = growth === 0 ? 0 : Math.max(0, this.#capacityBytes - this.usedBytes);
    if (growth <= free) {
      file.write(offset, bytes);
      return;
    }
    const fitting = bytes.length - (growth - free);
    if (fitting > 0) file.write(offset, bytes.subarray(0, fitting));
    throw diskError('ENOSPC', 'pwrite', path);
  }

  async #enter(operation: DiskOperation, path: string, boot = this.#boot): Promise<Fate> {
    this.#requirePower(operation, path, boot);
    this.#calls += 1;
    this.#counts.set(operation, this.count(operation) + 1);
    const fate = this.#cutAt !== null && this.#calls >= this.#cutAt.call;
    if (this.beforeCall !== null) {
      await this.beforeCall(operation, path);
      // The power may have failed while the call was held up.
      this.#requirePower(operation, path, boot);
    }
    const fault = this.#faultFor(operation, path);
    if (fault !== null) throw diskError(fault, operation, path);
    return fate ? 'power-fails' : 'goes-on';
  }

  #leave(fate: Fate, operation: DiskOperation, path: string): void {
    if (fate === 'goes-on') return;
    this.cutPower(this.#cutAt?.mode ?? 'drop');
    this.#powered = false;
    throw diskError('EPOWER', operation, path);
  }

  #requirePower(operation: DiskOperation, path: string, boot: number): void {
    if (!this.#powered) throw diskError('EPOWER', operation, path);
    if (boot !== this.#boot) throw diskError('EBADF', operation, path);
  }

  #faultFor(operation: DiskOperation, path: string): string | null {
    const fault = this.#faults.find(
      (candidate) => candidate.operation === operation && path.includes(candidate.pathIncludes),
    );
    if (fault === undefined) return null;
    if (fault.skip > 0) {
      fault.skip -= 1;
      return null;
    }
    fault.times -= 1;
    if (fault.times <= 0) this.#faults = this.#faults.filter((other) => other !== fault);
    return fault.code;
  }

  #file(path: string, operation: DiskOperation): SimulatedFile {
    const file = this.#names.file(path);
    if (file === null) throw diskError('ENOENT', operation, path);
    return file;
  }
}
