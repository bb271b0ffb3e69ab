import { crc32 } from 'node:zlib';

/**
 * A frame: magic "EYR" and version (4 bytes), length of the body (4), CRC-32 of the body (4), body.
 * The first frame of a connection is the hello, each later one is a message.
 */
const MAGIC = 0x45595201;
const HEADER_BYTES = 12;

export type FrameFault = 'magic' | 'oversize' | 'checksum';

export function encodeFrame(body: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(HEADER_BYTES + body.length);
  frame.writeUInt32BE(MAGIC, 0);
  frame.writeUInt32BE(body.length, 4);
  frame.writeUInt32BE(crc32(body), 8);
  frame.set(body, HEADER_BYTES);
  return frame;
}

/** Cuts a stream into frames, holding no more than one frame and one chunk in memory. */
export class FrameReader {
  #bodyBytesMax: number;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #wanted = HEADER_BYTES;

  constructor(bodyBytesMax: number) {
    this.#bodyBytesMax = bodyBytesMax;
  }

  /** For the frames that come. */
  limit(bodyBytesMax: number): void {
    this.#bodyBytesMax = bodyBytesMax;
  }

  /** The bodies that are complete now, or what is wrong: then the stream is of no use any more. */
  read(chunk: Buffer): Buffer[] | FrameFault {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < this.#wanted) return [];
    let rest = Buffer.concat(this.#chunks);
    const bodies: Buffer[] = [];
    this.#wanted = HEADER_BYTES;
    while (rest.length >= HEADER_BYTES) {
      if (rest.readUInt32BE(0) !== MAGIC) return 'magic';
      const length = rest.readUInt32BE(4);
      // Judged by the header alone: nothing of that size is ever awaited or allocated.
      if (length > this.#bodyBytesMax) return 'oversize';
      if (rest.length < HEADER_BYTES + length) {
        this.#wanted = HEADER_BYTES + length;
        break;
      }
      const body = rest.subarray(HEADER_BYTES, HEADER_BYTES + length);
      if (crc32(body) !== rest.readUInt32BE(8)) return 'checksum';
      bodies.push(body);
      rest = rest.subarray(HEADER_BYTES + length);
    }
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#bytes = rest.length;
    return bodies;
  }
}
