import type { Segment } from './segment.ts';

/** Between two marks of the index; a reader scans at most so far to find a position. */
const MARK_EVERY_BYTES = 32 * 1024;

interface Mark {
  readonly position: number;
  readonly offset: number;
}

/** A run of consecutive positions that lie in ascending order in one segment. */
export interface Extent {
  readonly segment: Segment;
  readonly first: number;
  last: number;
  /** File offset behind the last frame. */
  end: number;
  readonly marks: Mark[];
}

/**
 * Where positions lie. Sparse: its memory grows with the segments and the bytes, not the entries.
 * Recovery and the writer feed it the same records in the same order, so both come to the same end.
 */
export class PositionIndex {
  #low: number;
  #next: number;
  readonly #extents: Extent[] = [];
  /** After a truncation the segment's positions begin anew, and so must the extent. */
  #open = false;

  constructor(low: number, next: number) {
    this.#low = low;
    this.#next = next;
  }

  /** Entries below it are gone. */
  get low(): number {
    return this.#low;
  }

  /** The position the next entry gets. */
  get next(): number {
    return this.#next;
  }

  get first(): number {
    const extent = this.#extents[0];
    return extent === undefined ? this.#next : Math.max(this.#low, extent.first);
  }

  get entries(): number {
    return this.#extents.reduce(
      (sum, extent) => sum + extent.last - Math.max(this.#low, extent.first) + 1,
      0,
    );
  }

  /** The entry with the position `next` lies at `offset`. */
  append(segment: Segment, offset: number, bytes: number): void {
    const position = this.#next;
    this.#next += 1;
    const extent = this.#extents.at(-1);
    if (extent === undefined || !this.#open || extent.segment !== segment) {
      const marks = [{ position, offset }];
      this.#extents.push({ segment, first: position, last: position, end: offset + bytes, marks });
      this.#open = true;
      return;
    }
    extent.last = position;
    extent.end = offset + bytes;
    const mark = extent.marks.at(-1);
    if (mark === undefined || offset - mark.offset >= MARK_EVERY_BYTES) {
      extent.marks.push({ position, offset });
    }
  }

  truncateAfter(position: number): void {
    if (position >= this.#next - 1) return;
    this.#next = position + 1;
    this.#open = false;
    for (let extent = this.#extents.at(-1); extent !== undefined; extent = this.#extents.at(-1)) {
      if (extent.first <= position) {
        extent.last = Math.min(extent.last, position);
        while ((extent.marks.at(-1)?.position ?? 0) > position) extent.marks.pop();
        return;
      }
      this.#extents.pop();
    }
  }

  truncateBefore(position: number): void {
    if (position <= this.#low) return;
    this.#low = position;
    if (position > this.#next) this.#skip(position);
    const kept = this.#extents.findIndex((extent) => extent.last >= position);
    this.#extents.splice(0, kept === -1 ? this.#extents.length : kept);
  }

  /** Positions up to this one are lost, without a truncation. */
  skipTo(position: number): void {
    if (position > this.#next) this.#skip(position);
  }

  /** The lowest segment that holds an entry at `position` or above. */
  oldestSequence(position: number): number | null {
    const needed = this.#extents.filter((extent) => extent.last >= position);
    return needed.length === 0
      ? null
      : Math.min(...needed.map((extent) => extent.segment.sequence));
  }

  /** Bytes from the first entry of the segment that counts to its last; roughly, by marks. */
  bytesIn(segment: Segment): number {
    const extents = this.#extents.filter((extent) => extent.segment === segment);
    return extents.reduce(
      (sum, extent) => sum + extent.end - offsetBefore(extent, Math.max(this.#low, extent.first)),
      0,
    );
  }

  /** The extent with the position, or else the next one after it. */
  extentFrom(position: number): Extent | null {
    let low = 0;
    let high = this.#extents.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#extents[middle]?.last ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return this.#extents[low] ?? null;
  }

  #skip(position: number): void {
    this.#next = position;
    this.#open = false;
  }
}

/** A file offset in the extent at or before the position. */
export function offsetBefore(extent: Extent, position: number): number {
  let low = 0;
  let high = extent.marks.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((extent.marks[middle]?.position ?? 0) <= position) low = middle;
    else high = middle;
  }
  return extent.marks[low]?.offset ?? extent.end;
}
