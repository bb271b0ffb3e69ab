import { crc32 } from 'node:zlib';

/**
 * A frame: magic "EYR" and version (4 bytes), length of the body (4), CRC-32 of the body (4), body.
 * The first frame of a connection is the hello, each later one is a message.
 */
const MAGIC = 0x45595201;
export const FRAME_HEADER_BYTES = 12;

export type FrameFault = 'magic' | 'oversize' | 'checksum';

export function encodeFrame(body: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + body.length);
  frame.set(body, FRAME_HEADER_BYTES);
  fillFrameHeader(frame);
  return frame;
}

/** Of a frame whose body is there already. */
export function fillFrameHeader(frame: Uint8Array): Uint8Array {
  const body = frame.subarray(FRAME_HEADER_BYTES);
  const view = new DataView(frame.buffer, frame.byteOffset, FRAME_HEADER_BYTES);
  view.setUint32(0, MAGIC);
  view.setUint32(4, body.length);
  view.setUint32(8, crc32(body));
  return frame;
}

/** Cuts a stream into frames, holding no more than one frame and one chunk in memory. */
export class FrameReader {
  #bodyBytesMax: number;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #wanted = FRAME_HEADER_BYTES;

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
    this.#wanted = FRAME_HEADER_BYTES;
    while (rest.length >= FRAME_HEADER_BYTES) {
      if (rest.readUInt32BE(0) !== MAGIC) return 'magic';
      const length = rest.readUInt32BE(4);
      // Judged by the header alone: nothing of that size is ever awaited or allocated.
      if (length > this.#bodyBytesMax) return 'oversize';
      if (rest.length < FRAME_HEADER_BYTES + length) {
        this.#wanted = FRAME_HEADER_BYTES + length;
        break;
      }
      const body = rest.subarray(FRAME_HEADER_BYTES, FRAME_HEADER_BYTES + length);
      if (crc32(body) !== rest.readUInt32BE(8)) return 'checksum';
      bodies.push(body);
      rest = rest.subarray(FRAME_HEADER_BYTES + length);
    }
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#bytes = rest.length;
    return bodies;
  }
}
