import { basename } from 'node:path';
import { hasDiskCode, type Disk, type DiskFile } from './disk.ts';
import { JournalDamaged, JournalTruncated } from './errors.ts';
import { FRAME_HEADER_BYTES, FrameType, frameBytes, payloadOf, readFrame } from './frame.ts';
import type { Entry } from './journal-api.ts';
import { offsetBefore, type Extent, type PositionIndex } from './position-index.ts';

const CHUNK_BYTES = 64 * 1024;

interface Wanted {
  readonly countMax: number;
  readonly bytesMax: number;
}

/** Collects entries until the limits are reached. */
class Gathering {
  readonly entries: Entry[] = [];
  readonly #wanted: Wanted;
  #bytes = 0;
  #full = false;

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
  }

  isFull(): boolean {
    return this.#full;
  }

  add(entry: Entry): void {
    const { countMax, bytesMax } = this.#wanted;
    this.#bytes += entry.payload.length;
    if (this.entries.length > 0 && this.#bytes > bytesMax) this.#full = true;
    else this.entries.push(entry);
    if (this.entries.length >= countMax) this.#full = true;
  }
}

/** Durable entries from a position on; each is checked against its checksum. */
export async function readEntries(
  disk: Disk,
  index: PositionIndex,
  from: number,
  wanted: Wanted,
): Promise<Entry[]> {
  const gathering = new Gathering(wanted);
  const last = index.next - 1;
  let position = from;
  while (position <= last && !gathering.isFull()) {
    const extent = index.extentFrom(position);
    if (extent === null) break;
    // A copy: the writer goes on while this waits for the disk.
    const start = Math.max(position, extent.first);
    const end = Math.min(extent.last, last);
    try {
      const file = await disk.open(extent.segment.path, 'read');
      try {
        await readExtent(file, extent, { start, end }, gathering);
      } finally {
        await file.close();
      }
    } catch (error) {
      if (hasDiskCode(error, 'ENOENT')) throw new JournalTruncated(position, index.first);
      throw error;
    }
    position = end + 1;
  }
  return gathering.entries;
}

async function readExtent(
  file: DiskFile,
  extent: Extent,
  range: { start: number; end: number },
  gathering: Gathering,
): Promise<void> {
  const endOffset = extent.end;
  let next = range.start;
  let base = offsetBefore(extent, range.start);
  let wantedBytes = CHUNK_BYTES;
  while (next <= range.end && !gathering.isFull()) {
    const size = Math.min(wantedBytes, endOffset - base);
    const chunk = Buffer.allocUnsafeSlow(Math.max(size, 0));
    const bytes = chunk.subarray(0, await file.pread(chunk, base));
    const place = { seed: extent.segment.seed, base };
    let offset = 0;
    wantedBytes = CHUNK_BYTES;
    while (next <= range.end && !gathering.isFull()) {
      const frame = readFrame(bytes, offset, place);
      if (frame === null) break;
      if (frame.type === FrameType.entry && frame.position === next) {
        gathering.add({ position: next, payload: payloadOf(bytes, frame) });
        next += 1;
      }
      offset += frameBytes(frame.payloadBytes);
    }
    if (next > range.end || gathering.isFull()) return;
    if (offset === 0) {
      // Not one whole frame: it is larger than the chunk, or it cannot be believed.
      const needed = bytes.length < FRAME_HEADER_BYTES ? 0 : frameBytes(bytes.readUInt32LE(4));
      if (needed <= bytes.length || needed > endOffset - base) {
        const reason = 'a frame fails its checksum';
        throw new JournalDamaged({ file: basename(extent.segment.path), offset: base, reason });
      }
      wantedBytes = needed;
    }
    base += offset;
  }
}
