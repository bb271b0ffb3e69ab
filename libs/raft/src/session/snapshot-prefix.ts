import { UnreadableBytes } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';

const LENGTH_BYTES = 4;
const PREFIX_BYTES_MAX = 256 * 1024 * 1024;

/** A block of bytes and its length, in front of a stream. */
export async function* withPrefix(
  prefix: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield new ByteWriter(LENGTH_BYTES + prefix.length).block(prefix).finish();
  yield* rest;
}

/** Takes the block off again; holds no more of the rest than the piece it was found in. */
export async function splitPrefix(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ prefix: Uint8Array; rest: AsyncIterable<Uint8Array> }> {
  const pieces = bytes[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  const hold = async (count: number): Promise<void> => {
    const parts: Uint8Array[] = [held];
    let length = held.length;
    while (length < count) {
      const next = await pieces.next();
      if (next.done === true) throw new UnreadableBytes('it ends too early');
      parts.push(next.value);
      length += next.value.length;
    }
    held = Buffer.concat(parts);
  };
  await hold(LENGTH_BYTES);
  const length = held.readUInt32BE(0);
  if (length > PREFIX_BYTES_MAX) throw new UnreadableBytes('a length that cannot be');
  await hold(LENGTH_BYTES + length);
  const prefix = held.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
  return { prefix, rest: remainder(held.subarray(LENGTH_BYTES + length), pieces) };
}

async function* remainder(
  first: Uint8Array,
  pieces: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first;
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
}
