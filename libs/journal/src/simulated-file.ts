import type { SeededRandom } from './seeded-random.ts';

/** What a power cut does with bytes and names that were not synced. */
export type CutMode = 'drop' | 'keep' | 'torn' | 'reorder';

/** The unit a disk writes whole or not at all. */
const SECTOR_BYTES = 512;

type Change =
  | { readonly kind: 'write'; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: 'truncate'; readonly sizeBytes: number };

/** Growing bytes that read as zeros where nothing was written. */
class Image {
  #bytes = new Uint8Array(0);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get content(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  apply(change: Change): void {
    if (change.kind === 'truncate') {
      this.#reserve(change.sizeBytes);
      this.#bytes.fill(0, Math.min(change.sizeBytes, this.#size), this.#bytes.length);
      this.#size = change.sizeBytes;
      return;
    }
    const end = change.offset + change.bytes.length;
    this.#reserve(end);
    this.#bytes.set(change.bytes, change.offset);
    this.#size = Math.max(this.#size, end);
  }

  #reserve(size: number): void {
    if (size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(size, this.#bytes.length * 2));
    grown.set(this.content);
    this.#bytes = grown;
  }
}

/** A file as the kernel shows it, as the disk has it, and the changes that lie between. */
export class SimulatedFile {
  #visible = new Image();
  readonly #durable = new Image();
  #pending: Change[] = [];

  get content(): Uint8Array {
    return this.#visible.content;
  }

  write(offset: number, bytes: Uint8Array): void {
    this.#change({ kind: 'write', offset, bytes: Uint8Array.from(bytes) });
  }

  truncate(sizeBytes: number): void {
    this.#change({ kind: 'truncate', sizeBytes });
  }

  sync(): void {
    for (const change of this.#pending) this.#durable.apply(change);
    this.#pending = [];
  }

  /**
   * A sync that failed: as on Linux, the pages count as clean afterwards. They can still be read,
   * but no later sync writes them.
   */
  loseUnsynced(): void {
    this.#pending = [];
  }

  /** Flips bits of one byte on the disk and in memory. */
  damage(offset: number, mask: number): void {
    for (const image of [this.#visible, this.#durable]) {
      const byte = image.content[offset];
      if (byte !== undefined) image.content[offset] = byte ^ mask;
    }
  }

  cutPower(mode: CutMode, random: SeededRandom): void {
    const kept = survivors(this.#pending, mode, random);
    for (const change of kept) this.#durable.apply(change);
    this.#pending = [];
    this.#visible = new Image();
    this.#visible.apply({ kind: 'write', offset: 0, bytes: this.#durable.content });
  }

  #change(change: Change): void {
    this.#visible.apply(change);
    this.#pending.push(change);
  }
}

function survivors(pending: readonly Change[], mode: CutMode, random: SeededRandom): Change[] {
  switch (mode) {
    case 'drop':
      return [];
    case 'keep':
      return [...pending];
    case 'torn': {
      const whole = random.below(pending.length + 1);
      const torn = pending[whole];
      const kept = pending.slice(0, whole);
      if (torn?.kind !== 'write') return kept;
      const sectors = sectorsOf(torn);
      return [...kept, ...sectors.slice(0, random.below(sectors.length + 1))];
    }
    case 'reorder':
      return pending.flatMap((change) => scattered(change, random));
  }
}

/** Any subset of the sectors, some of them as noise: what was under the write head. */
function scattered(change: Change, random: SeededRandom): Change[] {
  if (change.kind === 'truncate') return random.below(2) === 0 ? [change] : [];
  return sectorsOf(change)
    .filter(() => random.below(2) === 0)
    .map((sector) =>
      random.below(8) === 0 ? { ...sector, bytes: random.bytes(sector.bytes.length) } : sector,
    );
}

function sectorsOf(write: Extract<Change, { kind: 'write' }>): (typeof write)[] {
  const sectors: (typeof write)[] = [];
  const end = write.offset + write.bytes.length;
  for (let offset = write.offset; offset < end;) {
    const next = Math.min(end, (Math.floor(offset / SECTOR_BYTES) + 1) * SECTOR_BYTES);
    const bytes = write.bytes.subarray(offset - write.offset, next - write.offset);
    sectors.push({ kind: 'write', offset, bytes });
    offset = next;
  }
  return sectors;
}

/** Which unsynced changes of a directory a power cut leaves. */
export function survivingNames<T>(
  pending: readonly T[],
  mode: CutMode,
  random: SeededRandom,
): readonly T[] {
  switch (mode) {
    case 'drop':
      return [];
    case 'keep':
      return pending;
    case 'torn':
      return pending.slice(0, random.below(pending.length + 1));
    case 'reorder':
      return pending.filter(() => random.below(2) === 0);
  }
}
