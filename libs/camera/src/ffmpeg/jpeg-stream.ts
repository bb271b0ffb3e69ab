/** A picture larger than this is none: the stream is out of step. */
const pictureBytesMax = 64 * 1024 * 1024;

/**
 * Cuts a stream of JPEGs into pictures, as ffmpeg writes them one after the other. Segments are
 * passed over by their lengths, so that bytes within a table or a comment end no picture (ITU-T T.81 B.1.1).
 */
export class JpegStream {
  private held: Buffer = Buffer.alloc(0);
  /** Where to go on looking in `held`. */
  private at = 0;
  private inScan = false;

  /** The pictures that the piece completes. Throws a RangeError where one does not end. */
  add(piece: Buffer): Buffer[] {
    this.held = this.held.length === 0 ? piece : Buffer.concat([this.held, piece]);
    const pictures: Buffer[] = [];
    for (let end = this.findEnd(); end !== null; end = this.findEnd()) {
      // A copy: a slice would hold on to all that was read with it.
      pictures.push(Buffer.from(this.held.subarray(0, end)));
      this.held = this.held.subarray(end);
      this.at = 0;
      this.inScan = false;
    }
    if (this.held.length > pictureBytesMax) {
      throw new RangeError('The stream has a picture without an end.');
    }
    return pictures;
  }

  private findEnd(): number | null {
    this.skipToStart();
    while (this.at + 1 < this.held.length) {
      if (this.inScan) {
        if (!this.skipScan()) return null;
        continue;
      }
      const marker = this.held[this.at + 1] ?? 0;
      if (this.held[this.at] !== 0xff) throw new RangeError('The stream is not of JPEGs.');
      if (marker === 0xd9) return this.at + 2;
      if (marker === 0xff) this.at += 1;
      else if (marker === 0xd8 || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
        this.at += 2;
      } else {
        if (this.at + 4 > this.held.length) return null;
        const next = this.at + 2 + this.held.readUInt16BE(this.at + 2);
        if (next > this.held.length) return null;
        this.at = next;
        this.inScan = marker === 0xda;
      }
    }
    return null;
  }

  /** Whatever lies between pictures is passed over. */
  private skipToStart(): void {
    if (this.at > 0) return;
    const start = this.held.indexOf(Buffer.from([0xff, 0xd8]));
    if (start > 0) this.held = this.held.subarray(start);
    else if (start < 0) this.held = this.held.subarray(Math.max(0, this.held.length - 1));
  }

  /** To the marker that ends the coded data: there 0xFF is followed by 0 or a restart. */
  private skipScan(): boolean {
    for (;;) {
      const found = this.held.indexOf(0xff, this.at);
      if (found < 0 || found + 1 >= this.held.length) {
        this.at = found < 0 ? this.held.length : found;
        return false;
      }
      const marker = this.held[found + 1] ?? 0;
      this.at = found;
      if (marker !== 0 && marker !== 0xff && !(marker >= 0xd0 && marker <= 0xd7)) {
        this.inScan = false;
        return true;
      }
      this.at = found + (marker === 0xff ? 1 : 2);
    }
  }
}
