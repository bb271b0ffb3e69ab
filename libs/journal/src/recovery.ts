import { join } from 'node:path';
import { readWhole, type Disk } from './disk.ts';
import { JournalDamaged, type Damage } from './errors.ts';
import { FRAME_HEADER_BYTES, FrameType, frameBytes, payloadOf, type Frame } from './frame.ts';
import type { PositionRange, Recovery } from './journal-api.ts';
import { PositionIndex } from './position-index.ts';
import { scanSegment, type Batch, type SegmentEnd } from './segment-scan.ts';
import {
  DAMAGED_SUFFIX,
  decodeSegmentHeader,
  SEGMENT_HEADER_BYTES,
  segmentFileNames,
  segmentSeed,
  type Segment,
  type SegmentFileName,
  type SegmentHeader,
} from './segment.ts';
import { TailCopy } from './tail-copy.ts';

export interface RecoveryOptions {
  readonly disk: Disk;
  readonly directory: string;
  readonly onDamage: 'refuse' | 'quarantine';
}

export interface Recovered {
  readonly index: PositionIndex;
  /** Those that are still needed, in order. */
  readonly segments: Segment[];
  readonly nextSequence: number;
  /** Lowest segment, damaged ones included, that is not forgotten. */
  readonly oldestSequence: number;
  readonly recovery: Recovery;
}

/** What was read of one segment before anything of it counts. */
interface Reading {
  readonly header: SegmentHeader;
  readonly bytes: Buffer;
  readonly end: SegmentEnd;
}

/** Replays the directory, makes its end durable again, and removes what is not needed. */
export async function recover(options: RecoveryOptions): Promise<Recovered> {
  return new Replay(options).run();
}

class Replay {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #quarantines: boolean;
  #index = new PositionIndex(1, 1);
  readonly #segments: Segment[] = [];
  readonly #quarantined: Damage[] = [];
  readonly #missing: PositionRange[] = [];
  #tornBytes = 0;
  /** Sequence of the file before. */
  #before: number | null = null;
  /** Segments set aside since the last readable one: from where, and how far they may have gone. */
  #gap: { readonly from: number; readonly bound: number } | null = null;
  #unlinkedTorn = false;
  #tail: { segment: Segment; reading: Reading } | null = null;
  readonly #tailCopy: TailCopy;

  constructor(options: RecoveryOptions) {
    this.#disk = options.disk;
    this.#directory = options.directory;
    this.#quarantines = options.onDamage === 'quarantine';
    this.#tailCopy = new TailCopy(options.disk, options.directory);
  }

  async run(): Promise<Recovered> {
    await this.#tailCopy.putBack();
    const all = segmentFileNames(await this.#disk.list(this.#directory));
    const oldest = await this.#oldestNeeded(all);
    const needed = all.filter((file) => file.sequence >= oldest);
    for (const file of needed) await this.#replay(file, oldest, file === all.at(-1));
    if (this.#gap !== null) {
      // Nothing behind it tells how many positions were given out: none of them may be used again.
      this.#lose(this.#gap.from, this.#gap.bound);
      this.#index.skipTo(this.#gap.bound);
    }
    await this.#makeTailDurable();
    await this.#removeObsolete(all, oldest);
    const low = this.#index.low;
    // The name of an unlinked file is used again, so that a hole always means a loss.
    const nextSequence = (all.at(-1)?.sequence ?? 0) + (this.#unlinkedTorn ? 0 : 1);
    return {
      index: this.#index,
      segments: this.#segments,
      nextSequence,
      oldestSequence: needed[0]?.sequence ?? nextSequence,
      recovery: {
        entries: this.#index.entries,
        tornBytes: this.#tornBytes,
        quarantined: this.#quarantined,
        missing: this.#missing.filter((range) => range.last >= low),
      },
    };
  }

  /**
   * Segments below this are forgotten, even where a power cut undid the removal of some of them. It
   * is written in the last segment that can be read: its header, or a truncation behind that.
   */
  async #oldestNeeded(all: readonly SegmentFileName[]): Promise<number> {
    for (const file of [...all].reverse()) {
      if (file.damaged) continue;
      const bytes = await this.#read(file.name);
      const header = decodeSegmentHeader(bytes, file.name);
      if (header === null) continue;
      let oldest = header.oldestSequence;
      scanSegment(bytes, segmentSeed(header.id), ({ frames }) => {
        for (const frame of frames) {
          if (frame.type === FrameType.truncateBefore) oldest = sequenceIn(bytes, frame);
        }
      });
      return oldest;
    }
    return 0;
  }

  async #replay(file: SegmentFileName, oldest: number, isLast: boolean): Promise<void> {
    if (file.damaged) {
      await this.#skipDamaged(file.name);
      this.#before = file.sequence;
      return;
    }
    const bytes = await this.#read(file.name);
    if (
      isLast &&
      bytes.length <= SEGMENT_HEADER_BYTES &&
      decodeSegmentHeader(bytes, file.name) === null
    ) {
      // Its header was not synced yet, so no entry was ever written to it.
      await this.#disk.unlink(join(this.#directory, file.name));
      this.#tornBytes += bytes.length;
      this.#unlinkedTorn = true;
      return;
    }
    const reading = this.#check(file, bytes, isLast);
    if ('header' in reading) {
      this.#join(file, reading.header, oldest);
      this.#apply(file, reading);
    } else {
      await this.#setAside(file.name, reading);
    }
    this.#before = file.sequence;
  }

  /** Reads the segment through; damage instead when it cannot be believed. */
  #check(file: SegmentFileName, bytes: Buffer, isLast: boolean): Reading | Damage {
    const header = decodeSegmentHeader(bytes, file.name);
    if (header?.sequence !== file.sequence) {
      return { file: file.name, offset: 0, reason: 'the header fails its checksum' };
    }
    let next = header.next;
    const misplaced: Frame[] = [];
    const end = scanSegment(bytes, segmentSeed(header.id), ({ frames }) => {
      for (const frame of frames) {
        if (frame.type === FrameType.entry && frame.position !== next) misplaced.push(frame);
        next = nextAfter(frame, next);
      }
    });
    const [first] = misplaced;
    if (first !== undefined) {
      return { file: file.name, offset: first.offset, reason: 'positions are not consecutive' };
    }
    if (end.problem !== null && !(isLast && end.torn)) return { file: file.name, ...end.problem };
    return { header, bytes, end };
  }

  /** Checks that the segment continues what was replayed before it. */
  #join(file: SegmentFileName, header: SegmentHeader, oldest: number): void {
    const { next, low } = header;
    const fresh = this.#segments.length === 0;
    const expected = this.#before === null ? oldest : this.#before + 1;
    const lost = file.sequence !== expected || (!fresh && this.#index.next !== next);
    if (lost && this.#gap === null && !this.#quarantines) {
      const reason = 'the segment before it is missing';
      throw new JournalDamaged({ file: file.name, offset: 0, reason });
    }
    if (fresh) {
      if (lost || this.#gap !== null) this.#lose(Math.max(low, this.#gap?.from ?? low), next);
      this.#index = new PositionIndex(low, next);
    } else {
      this.#lose(this.#gap?.from ?? this.#index.next, next);
      // The segment's own word counts: what was written to a lost one may have been a truncation.
      this.#index.truncateAfter(next - 1);
      this.#index.skipTo(next);
      this.#index.truncateBefore(low);
    }
    this.#gap = null;
  }

  #lose(first: number, next: number): void {
    if (next > first) this.#missing.push({ first, last: next - 1 });
  }

  #apply(file: SegmentFileName, reading: Reading): void {
    const { header, bytes, end } = reading;
    const path = join(this.#directory, file.name);
    const seed = segmentSeed(header.id);
    const segment: Segment = { sequence: file.sequence, path, seed, bytes: end.end };
    scanSegment(bytes.subarray(0, end.end), seed, (batch) => this.#applyBatch(segment, batch));
    this.#segments.push(segment);
    this.#tail = { segment, reading };
  }

  #applyBatch(segment: Segment, batch: Batch): void {
    for (const frame of batch.frames) {
      switch (frame.type) {
        case FrameType.entry:
          this.#index.append(segment, frame.offset, frameBytes(frame.payloadBytes));
          break;
        case FrameType.truncateAfter:
          // Without a condition: what was cut off must never come back, whatever else is missing.
          this.#index.truncateAfter(frame.position);
          break;
        case FrameType.truncateBefore:
          this.#index.truncateBefore(frame.position);
          break;
        case FrameType.commit:
          break;
      }
    }
  }

  async #setAside(name: string, damage: Damage): Promise<void> {
    if (!this.#quarantines) throw new JournalDamaged(damage);
    const path = join(this.#directory, name);
    await this.#disk.rename(path, `${path}${DAMAGED_SUFFIX}`);
    await this.#disk.fsyncDirectory(this.#directory);
    this.#quarantined.push(damage);
    await this.#skipDamaged(`${name}${DAMAGED_SUFFIX}`);
  }

  /**
   * Nothing in the file is believed but its size: it cannot have held more entries than fit. The
   * header of the segment behind it, if there is one, says how many it were.
   */
  async #skipDamaged(name: string): Promise<void> {
    const bytes = await this.#read(name);
    const fits = Math.floor(bytes.length / FRAME_HEADER_BYTES);
    const from = this.#gap?.from ?? this.#index.next;
    this.#tail = null;
    this.#gap = { from, bound: (this.#gap?.bound ?? from) + fits };
  }

  /**
   * After a failed sync the kernel may show bytes that the disk does not have. Only the last batch
   * can be such; it is written again, so that what was read is also what is there.
   */
  async #makeTailDurable(): Promise<void> {
    if (this.#tail !== null) {
      const { segment, reading } = this.#tail;
      const { end, lastBatchStart } = reading.end;
      const last = reading.bytes.subarray(0, end);
      await this.#tailCopy.keep(TailCopy.around(segment.sequence, last, lastBatchStart));
      const file = await this.#disk.open(segment.path, 'write');
      try {
        // Cut whether or not the tail still shows: an earlier start may have cut it and failed to
        // sync that, and then the kernel takes for done what the disk has not heard of. The detour
        // makes it a change in any case.
        await file.truncate(end + 1);
        await file.truncate(end);
        this.#tornBytes += Math.max(0, writtenBytes(reading.bytes) - end);
        await file.pwrite(reading.bytes.subarray(lastBatchStart, end), lastBatchStart);
        await file.fdatasync();
      } finally {
        await file.close();
      }
    }
    await this.#tailCopy.remove();
    await this.#disk.fsyncDirectory(this.#directory);
  }

  async #removeObsolete(all: readonly SegmentFileName[], oldest: number): Promise<void> {
    const obsolete = all.filter((file) => file.sequence < oldest && !file.damaged);
    for (const { name } of obsolete) await this.#disk.unlink(join(this.#directory, name));
    if (obsolete.length > 0) await this.#disk.fsyncDirectory(this.#directory);
  }

  async #read(name: string): Promise<Buffer> {
    const file = await this.#disk.open(join(this.#directory, name), 'read');
    try {
      const bytes = await readWhole(file);
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    } finally {
      await file.close();
    }
  }
}

/** Without the zeros at its end, which were there for batches to come. */
function writtenBytes(bytes: Buffer): number {
  return bytes.findLastIndex((byte) => byte !== 0) + 1;
}

function nextAfter(frame: Frame, next: number): number {
  switch (frame.type) {
    case FrameType.entry:
      return next + 1;
    case FrameType.truncateAfter:
      return Math.min(next, frame.position + 1);
    case FrameType.truncateBefore:
      return Math.max(next, frame.position);
    case FrameType.commit:
      return next;
  }
}

function sequenceIn(bytes: Buffer, frame: Frame): number {
  return Buffer.from(payloadOf(bytes, frame)).readUIntLE(0, 6);
}
