import { writeSync } from 'node:fs';

/** What is held back at most, in bytes, while nobody takes it: half a minute of a busy process. */
const heldMax = 1024 * 1024;
/** When it is tried again: a reader that is slow, a disk that is full. */
const retryMs = { reader: 50, disk: 1_000 };
/** How long a process that ends gives its last lines. */
const leaveMs = 1_000;

/**
 * Standard output for a log, which never waits: a log that nobody reads, or a disk that is full, does not
 * stop what is logged about. Lines are held back up to a mebibyte, later ones are counted; `onMissed` is told
 * how many once lines go out again. Where the reader is gone for good, lines go nowhere.
 *
 * Pino's own output waits in both cases, and at the end of the process for ever.
 */
export class LogOutput {
  onMissed: (count: number) => void = () => undefined;

  private held: Buffer[] = [];
  private heldBytes = 0;
  private missed = 0;
  private retry: NodeJS.Timeout | undefined;
  private isGone = false;

  private readonly leaving = () => this.leave();

  constructor(private readonly fd = standardOutput()) {}

  write(line: string): void {
    if (this.isGone) return;
    const bytes = Buffer.from(line);
    const taken = this.held.length === 0 ? this.put(bytes) : 0;
    if (taken < bytes.length) this.hold(bytes.subarray(taken), taken > 0);
  }

  private hold(bytes: Buffer, isBegun: boolean): void {
    // The rest of a line that has begun is held in any case, so that each line is whole; and what is
    // missing is missing in one place, of which the log can say that it is there.
    if (!isBegun && (this.missed > 0 || this.heldBytes + bytes.length > heldMax)) {
      this.missed += 1;
      return;
    }
    if (this.held.length === 0) process.once('exit', this.leaving);
    this.held.push(bytes);
    this.heldBytes += bytes.length;
  }

  /** As much as is taken at once; returns how many bytes that was. */
  private put(bytes: Buffer): number {
    let taken = 0;
    try {
      while (taken < bytes.length) taken += writeSync(this.fd, bytes, taken);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') this.isGone = true;
      else this.retryIn(code === 'EAGAIN' ? retryMs.reader : retryMs.disk);
    }
    return taken;
  }

  private retryIn(ms: number): void {
    this.retry ??= setTimeout(() => {
      this.retry = undefined;
      this.putHeld();
    }, ms).unref();
  }

  private putHeld(): void {
    let count = 0;
    for (const bytes of this.held) {
      const taken = this.put(bytes);
      this.heldBytes -= taken;
      if (taken < bytes.length) {
        this.held[count] = bytes.subarray(taken);
        break;
      }
      count += 1;
    }
    this.held = this.isGone ? [] : this.held.slice(count);
    if (this.held.length > 0) return;
    process.off('exit', this.leaving);
    if (this.missed === 0 || this.isGone) return;
    const missed = this.missed;
    this.missed = 0;
    this.onMissed(missed);
  }

  /** The process ends: what is held gets a moment more. */
  private leave(): void {
    const end = performance.now() + leaveMs;
    const clock = new Int32Array(new SharedArrayBuffer(4));
    for (;;) {
      this.putHeld();
      if (this.held.length === 0 || performance.now() > end) return;
      Atomics.wait(clock, 0, 0, retryMs.reader);
    }
  }
}

/** A pipe or a socket does not block from here on: that is how Node.js opens it for `process.stdout`. */
function standardOutput(): number {
  return process.stdout.fd;
}
