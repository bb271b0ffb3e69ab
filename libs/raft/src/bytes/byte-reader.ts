import { isAscii } from 'node:buffer';

/** The bytes do not hold what they should. */
export class UnreadableBytes extends Error {
  constructor(reason: string) {
    super(`The bytes cannot be read: ${reason}.`);
    this.name = 'UnreadableBytes';
  }
}

const text = new TextDecoder('utf-8', { fatal: true });

/** Takes apart what ByteWriter put together; never reads past the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4));
  }

  u64(): number {
    const at = this.#advance(8);
    const value = this.#view.getUint32(at) * 0x100000000 + this.#view.getUint32(at + 4);
    if (!Number.isSafeInteger(value)) throw new UnreadableBytes('an unsafe integer');
    return value;
  }

  /** A copy, so that a small block does not keep a large buffer alive. */
  block(): Uint8Array {
    // Not its own `slice`: that of a Buffer does not copy.
    return Uint8Array.prototype.slice.call(this.view());
  }

  /** The same without the copy, for what is kept as long as what stands beside it. */
  view(): Uint8Array {
    const length = this.u32();
    const at = this.#advance(length);
    const { buffer, byteOffset } = this.#bytes;
    return new Uint8Array(buffer, byteOffset + at, length);
  }

  string(): string {
    const bytes = this.view();
    // The name of a card is in each message: that way it costs a fifth.
    if (isAscii(bytes)) return asBuffer(bytes).toString('latin1');
    try {
      return text.decode(bytes);
    } catch (error) {
      if (error instanceof UnreadableBytes) throw error;
      throw new UnreadableBytes('a text that is not UTF-8');
    }
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Nothing may be left over. */
  end(): void {
    if (!this.isAtEnd) throw new UnreadableBytes('more than expected');
  }

  #advance(count: number): number {
    const at = this.#at;
    if (at + count > this.#bytes.length) throw new UnreadableBytes('it ends too early');
    this.#at = at + count;
    return at;
  }
}

function asBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}
