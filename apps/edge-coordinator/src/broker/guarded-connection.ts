import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { PacketMeter, type PacketFault, type PacketLimits } from './packet-meter.ts';
import { TokenBucket } from './token-bucket.ts';

export interface GuardOptions {
  readonly limits: PacketLimits;
  readonly packetsPerSecond: number;
  readonly packetsBurst: number;
  readonly onFault: (fault: PacketFault) => void;
}

/**
 * A socket as the broker gets to see it: what breaks a limit ends the connection before it is
 * parsed, and who sends faster than allowed is read more slowly, so that only it has to wait.
 */
export class GuardedConnection extends Duplex {
  readonly #socket: TLSSocket;
  readonly #meter: PacketMeter;
  readonly #bucket: TokenBucket;
  readonly #onFault: (fault: PacketFault) => void;
  #throttle: NodeJS.Timeout | null = null;

  constructor(socket: TLSSocket, options: GuardOptions) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    this.#meter = new PacketMeter(options.limits);
    this.#bucket = new TokenBucket(options.packetsPerSecond, options.packetsBurst, Date.now());
    this.#onFault = options.onFault;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('end', () => this.push(null));
    socket.on('error', (error: Error) => this.destroy(error));
    socket.on('close', () => this.destroy());
    socket.pause();
  }

  accept(): void {
    this.#meter.accept();
  }

  override _read(): void {
    if (!this.#throttle) this.#socket.resume();
  }

  override _write(
    chunk: Buffer,
    encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    this.#socket.write(chunk, encoding, done);
  }

  override _writev(
    chunks: { chunk: Buffer; encoding: BufferEncoding }[],
    done: (error?: Error | null) => void,
  ): void {
    this.#socket.write(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#throttle) clearTimeout(this.#throttle);
    this.#socket.destroy();
    done(error);
  }

  #receive(chunk: Buffer): void {
    if (this.destroyed) return;
    const measured = this.#meter.measure(chunk);
    if (typeof measured === 'string') {
      this.#onFault(measured);
      this.destroy();
      return;
    }
    const waitMs = this.#bucket.take(measured, Date.now());
    if (!this.push(chunk)) this.#socket.pause();
    if (waitMs > 0 && !this.#throttle) {
      this.#socket.pause();
      this.#throttle = setTimeout(() => {
        this.#throttle = null;
        if (!this.destroyed) this.#socket.resume();
      }, waitMs);
    }
  }
}
