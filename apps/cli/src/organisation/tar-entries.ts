import { createReadStream } from 'node:fs';
import { CommandFailure } from '../failure.ts';

const block = 512;

/** A file in an archive; its bytes are to be read before the next one is asked for. */
export interface TarEntry {
  readonly name: string;
  readonly bytes: number;
  readonly content: AsyncIterable<Buffer>;
}

/**
 * The files of an archive as the cloud writes it (ustar, plain names), in their order, without keeping any
 * of them in memory. Throws where it is cut off, or no such archive.
 */
export async function* tarEntries(file: string): AsyncGenerator<TarEntry> {
  const source = new Pieces(createReadStream(file, { highWaterMark: 1 << 20 }), file);
  for (;;) {
    const header = await source.take(block);
    if (header.every((byte) => byte === 0)) return;
    const { name, bytes, isFile } = readHeader(header, file);
    const padded = Math.ceil(bytes / block) * block;
    const start = source.position;
    if (isFile) yield { name, bytes, content: source.stream(bytes) };
    // What nobody has read of it, and what fills its last block.
    await source.skip(start + padded - source.position);
  }
}

function readHeader(
  header: Buffer,
  file: string,
): { name: string; bytes: number; isFile: boolean } {
  const text = (from: number, length: number) => {
    const field = header.subarray(from, from + length);
    const end = field.indexOf(0);
    return field.subarray(0, end === -1 ? length : end).toString('utf8');
  };
  const sum = header.reduce(
    (total, byte, index) => total + (index >= 148 && index < 156 ? 0x20 : byte),
    0,
  );
  if (parseInt(text(148, 8).trim(), 8) !== sum) throw new CommandFailure(`${file} is damaged.`);
  const prefix = text(345, 155);
  const name = prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`;
  // Beyond eight gigabytes the length is binary.
  const isBinary = ((header[124] ?? 0) & 0x80) !== 0;
  const bytes = isBinary
    ? Number(header.readBigUInt64BE(128))
    : parseInt(text(124, 12).trim() || '0', 8);
  const kind = header[156];
  return { name, bytes, isFile: kind === 0 || kind === 0x30 };
}

/** Bytes out of a stream in pieces as large as one likes. */
class Pieces {
  position = 0;
  private rest: Buffer = Buffer.alloc(0);
  private readonly chunks: AsyncIterator<Buffer>;

  constructor(
    source: AsyncIterable<Buffer>,
    private readonly file: string,
  ) {
    this.chunks = source[Symbol.asyncIterator]();
  }

  async take(bytes: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.stream(bytes)) parts.push(part);
    return Buffer.concat(parts);
  }

  async skip(bytes: number): Promise<void> {
    const parts = this.stream(bytes);
    for (let part = await parts.next(); part.done !== true;) part = await parts.next();
  }

  async *stream(bytes: number): AsyncGenerator<Buffer> {
    for (let left = bytes; left > 0;) {
      if (this.rest.length === 0) {
        const chunk = await this.chunks.next();
        if (chunk.done === true) throw new CommandFailure(`${this.file} was cut off.`);
        this.rest = chunk.value;
      }
      const part = this.rest.subarray(0, left);
      this.rest = this.rest.subarray(part.length);
      this.position += part.length;
      left -= part.length;
      yield part;
    }
  }
}
