import { dirname } from 'node:path';
import { type Change, EMPTY, type Image, nameAll, truncated, written } from './memory-disk.ts';

type Unit = Exclude<Change, { kind: 'sync' } | { kind: 'sync-names' }>;

const SECTOR_BYTES = 512;
const UNITS_MAX = 4;
/** The reserve's content means nothing, so its sectors are kept or lost as one. */
const MEANINGLESS_BYTES = 16 * 1024;

/**
 * A disk as a power cut would leave it: what was synced, and of the rest any part, sector by sector
 * and name by name.
 */
export class CrashStates {
  readonly #names: Map<string, number>;
  readonly #files: Map<number, Uint8Array>;
  #pending: Unit[] = [];

  /** Begins with a disk that has nothing pending. */
  constructor(image: Image = EMPTY) {
    this.#names = new Map(image.names);
    this.#files = new Map(image.files);
  }

  get pending(): number {
    return this.#pending.length;
  }

  add(change: Change): void {
    switch (change.kind) {
      case 'write':
        this.#pending.push(...sectorsOf(change));
        return;
      case 'truncate':
      case 'names':
        this.#pending.push(change);
        return;
      case 'sync':
        this.#settle((unit) => unit.kind !== 'names' && unit.file === change.file);
        return;
      case 'sync-names':
        this.#settle(
          (unit) => unit.kind === 'names' && dirname(unit.names[0]![0]) === change.directory,
        );
    }
  }

  /**
   * All subsets where up to four units are pending; of more, those with up to four kept and those
   * with up to four lost.
   */
  *images(): Iterable<Image> {
    const count = this.#pending.length;
    for (const some of subsets(count, UNITS_MAX)) {
      yield this.#imageOf((at) => some.includes(at));
      // With up to four, the other half of the subsets is among those already.
      if (count > UNITS_MAX) yield this.#imageOf((at) => !some.includes(at));
    }
  }

  #imageOf(isKept: (at: number) => boolean): Image {
    const names = new Map(this.#names);
    const files = new Map(this.#files);
    this.#pending.forEach((unit, at) => {
      if (isKept(at)) apply(unit, names, files);
    });
    // A name may survive whose file has nothing on the disk yet.
    for (const file of names.values()) if (!files.has(file)) files.set(file, new Uint8Array(0));
    return { names, files };
  }

  #settle(isSynced: (unit: Unit) => boolean): void {
    for (const unit of this.#pending) if (isSynced(unit)) apply(unit, this.#names, this.#files);
    this.#pending = this.#pending.filter((unit) => !isSynced(unit));
  }
}

function apply(unit: Unit, names: Map<string, number>, files: Map<number, Uint8Array>): void {
  if (unit.kind === 'names') {
    nameAll(names, unit.names);
    return;
  }
  const content = files.get(unit.file) ?? new Uint8Array(0);
  const next =
    unit.kind === 'write'
      ? written(content, unit.offset, unit.bytes)
      : truncated(content, unit.sizeBytes);
  files.set(unit.file, next);
}

function sectorsOf(write: Extract<Unit, { kind: 'write' }>): Unit[] {
  const meant = write.bytes.findLastIndex((byte) => byte !== 0) + 1;
  if (meant > MEANINGLESS_BYTES) return [write];
  const sectors: Unit[] = [];
  const end = write.offset + write.bytes.length;
  for (let offset = write.offset; offset < end;) {
    // Zeros at the end only tell how long the file is: they are kept or lost as one.
    const isZeros = offset >= write.offset + meant;
    const next = isZeros
      ? end
      : Math.min(end, (Math.floor(offset / SECTOR_BYTES) + 1) * SECTOR_BYTES);
    const bytes = write.bytes.subarray(offset - write.offset, next - write.offset);
    sectors.push({ ...write, offset, bytes });
    offset = next;
  }
  return sectors;
}

/** Every choice of up to `max` of `count` things. */
export function* subsets(count: number, max: number, from = 0): Iterable<readonly number[]> {
  yield [];
  if (max === 0) return;
  for (let at = from; at < count; at += 1) {
    for (const rest of subsets(count, max - 1, at + 1)) yield [at, ...rest];
  }
}
