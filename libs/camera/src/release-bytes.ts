/**
 * Gives the memory of bytes back at once: they are empty afterwards, for everybody who holds them. Left to
 * the garbage collector, a few pictures make it look through the whole heap. Bytes that share their memory
 * with others (a part of a buffer, of Node's pool) are left to it all the same.
 *
 * Only for whoever made the bytes, and never while something under way still reads or writes them.
 */
export function releaseBytes(bytes: Uint8Array): void {
  const { buffer, byteLength } = bytes;
  // Memory that is shared among threads has no `transfer`.
  if (byteLength === buffer.byteLength && 'transfer' in buffer) buffer.transfer(0);
}
