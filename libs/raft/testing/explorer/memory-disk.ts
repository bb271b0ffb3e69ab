import { basename, dirname } from 'node:path';
import type { Disk, DiskFile, DiskLock } from '@eyrie/journal';

/** What changed the disk, in order. Files are numbered, as names come and go. */
export type Change =
  | {
      readonly kind: 'write';
      readonly file: number;
      readonly offset: number;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'truncate'; readonly file: number; readonly sizeBytes: number }
  | { readonly kind: 'sync'; readonly file: number }
  /** Null: the name is gone. */
  | {
      readonly kind: 'names';
      readonly names: readonly (readonly [path: string, file: number | null])[];
    }
  | { readonly kind: 'sync-names'; readonly directory: string };

export interface Image {
  readonly names: ReadonlyMap<string, number>;
  readonly files: ReadonlyMap<number, Uint8Array>;
}

export const EMPTY: Image = { names: new Map(), files: new Map() };

function missing(path: string): Error {
  return Object.assign(new Error(`ENOENT: '${path}'`), { code: 'ENOENT' });
}

export function written(content: Uint8Array, offset: number, bytes: Uint8Array): Uint8Array {
  const next = new Uint8Array(Math.max(content.length, offset + bytes.length));
  next.set(content);
  next.set(bytes, offset);
  return next;
}

export function truncated(content: Uint8Array, sizeBytes: number): Uint8Array {
  const next = new Uint8Array(sizeBytes);
  next.set(content.subarray(0, sizeBytes));
  return next;
}

/** A disk that does what it is told, and tells what that was. It never changes the image it began with. */
export class MemoryDisk implements Disk {
  readonly #names: Map<string, number>;
  readonly #files: Map<number, Uint8Array>;
  readonly #tell: (change: Change) => void;
  readonly #locked = new Set<string>();
  #nextFile: number;

  constructor(image: Image = EMPTY, tell: (change: Change) => void = () => undefined) {
    this.#names = new Map(image.names);
    this.#files = new Map(image.files);
    this.#tell = tell;
    this.#nextFile = Math.max(0, ...image.files.keys()) + 1;
  }

  get image(): Image {
    return { names: this.#names, files: this.#files };
  }

  async open(path: string, mode: 'read' | 'write' | 'create'): Promise<DiskFile> {
    const known = this.#names.get(path);
    if (mode !== 'create') {
      if (known === undefined) throw missing(path);
      return this.#handle(known);
    }
    if (known !== undefined)
      throw Object.assign(new Error(`EEXIST: '${path}'`), { code: 'EEXIST' });
    const file = this.#nextFile;
    this.#nextFile += 1;
    this.#files.set(file, new Uint8Array(0));
    this.#name([[path, file]]);
    return this.#handle(file);
  }

  async fsyncDirectory(directory: string): Promise<void> {
    this.#tell({ kind: 'sync-names', directory });
  }

  async rename(from: string, to: string): Promise<void> {
    const file = this.#names.get(from);
    if (file === undefined) throw missing(from);
    this.#name([
      [from, null],
      [to, file],
    ]);
  }

  async unlink(path: string): Promise<void> {
    if (!this.#names.has(path)) throw missing(path);
    this.#name([[path, null]]);
  }

  async list(path: string): Promise<string[]> {
    return [...this.#names.keys()]
      .filter((name) => dirname(name) === path)
      .map((name) => basename(name))
      .sort();
  }

  /** Directories are there from the beginning, and durable. */
  async mkdir(): Promise<void> {
    return undefined;
  }

  async freeBytes(): Promise<number> {
    return Number.MAX_SAFE_INTEGER;
  }

  async lock(path: string): Promise<DiskLock> {
    if (this.#locked.has(path))
      throw Object.assign(new Error(`EBUSY: '${path}'`), { code: 'EBUSY' });
    this.#locked.add(path);
    return {
      release: async () => {
        this.#locked.delete(path);
      },
    };
  }

  #name(names: readonly (readonly [string, number | null])[]): void {
    nameAll(this.#names, names);
    this.#tell({ kind: 'names', names });
  }

  #handle(file: number): DiskFile {
    const content = (): Uint8Array => this.#files.get(file)!;
    return {
      pread: async (target, offset) => {
        const bytes = content().subarray(offset, offset + target.length);
        target.set(bytes);
        return bytes.length;
      },
      pwrite: async (bytes, offset) => {
        this.#files.set(file, written(content(), offset, bytes));
        // Not slice(): a Buffer's would be a view, and its owner uses it again.
        this.#tell({ kind: 'write', file, offset, bytes: Uint8Array.from(bytes) });
      },
      fdatasync: async () => this.#tell({ kind: 'sync', file }),
      truncate: async (sizeBytes) => {
        this.#files.set(file, truncated(content(), sizeBytes));
        this.#tell({ kind: 'truncate', file, sizeBytes });
      },
      size: async () => content().length,
      close: async () => undefined,
    };
  }
}

export function nameAll(
  names: Map<string, number>,
  changes: readonly (readonly [string, number | null])[],
): void {
  for (const [path, file] of changes) {
    if (file === null) names.delete(path);
    else names.set(path, file);
  }
}
