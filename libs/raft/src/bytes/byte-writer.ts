const text = new TextEncoder();

/** Puts numbers and bytes one after another, big endian, into a buffer that grows. */
export class ByteWriter {
  #bytes: Buffer;
  #length = 0;

  /** Of Node's pool where it is small: memory of its own for each record would cost more than the rest. */
  constructor(capacity = 64) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  /** Leaves room that the caller fills in. */
  skip(count: number): this {
    this.#advance(count);
    return this;
  }

  u8(value: number): this {
    const at = this.#advance(1);
    this.#bytes[at] = value;
    return this;
  }

  u32(value: number): this {
    const at = this.#advance(4);
    this.#put(at, value);
    return this;
  }

  /** A safe integer, in eight bytes. */
  u64(value: number): this {
    const at = this.#advance(8);
    this.#put(at, Math.floor(value / 0x100000000));
    this.#put(at + 4, value % 0x100000000);
    return this;
  }

  /** The bytes behind their length in four bytes. */
  block(value: Uint8Array): this {
    this.u32(value.length);
    const at = this.#advance(value.length);
    this.#bytes.set(value, at);
    return this;
  }

  string(value: string): this {
    return this.block(text.encode(value));
  }

  finish(): Uint8Array {
    const { buffer, byteOffset } = this.#bytes;
    return new Uint8Array(buffer, byteOffset, this.#length);
  }

  /** Makes room and says where. The buffer may be another one afterwards: advance first, then write. */
  #advance(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#length, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return at;
  }

  #put(at: number, value: number): void {
    this.#bytes[at] = value >>> 24;
    this.#bytes[at + 1] = value >>> 16;
    this.#bytes[at + 2] = value >>> 8;
    this.#bytes[at + 3] = value;
  }
}
