import type { TLSSocket } from 'node:tls';
import { encodeFrame, type FrameReader } from './frame.ts';

/** The connection ended, stood still, or carried what is no frame. */
export class StreamBroken extends Error {
  readonly reason: 'closed' | 'stalled' | 'garbage';

  constructor(reason: 'closed' | 'stalled' | 'garbage') {
    super(`The stream broke: ${reason}.`);
    this.name = 'StreamBroken';
    this.reason = reason;
  }
}

/** More than these are not taken from the socket before they are asked for. */
const QUEUED_MAX = 4;

/** Frames one after the other, in both directions, with back-pressure in both. */
export class FrameStream {
  readonly #socket: TLSSocket;
  readonly #frames: FrameReader;
  readonly #stallMs: number;
  #queue: Buffer[] = [];
  #broken: StreamBroken | null = null;
  #wake: (() => void) | null = null;

  /** `first`: bodies that were read from the socket already. */
  constructor(
    socket: TLSSocket,
    frames: FrameReader,
    options: { readonly stallMs: number; readonly first?: readonly Buffer[] },
  ) {
    this.#socket = socket;
    this.#frames = frames;
    this.#stallMs = options.stallMs;
    this.#queue.push(...(options.first ?? []));
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('drain', () => this.#wake?.());
    socket.on('close', () => this.#break('closed'));
    if (socket.destroyed) this.#break('closed');
  }

  get hasQueued(): boolean {
    return this.#queue.length > 0;
  }

  /** The next body. @throws StreamBroken, also when the peer says nothing for too long. */
  async next(): Promise<Buffer> {
    await this.#until(() => this.#queue.length > 0);
    const body = this.#queue.shift();
    if (this.#queue.length < QUEUED_MAX) this.#socket.resume();
    if (body === undefined) throw this.#broken ?? new StreamBroken('closed');
    return body;
  }

  /** Resolves when the socket wants more. @throws StreamBroken, also when it never does. */
  async write(body: Uint8Array): Promise<void> {
    this.#requireWhole();
    this.#socket.write(encodeFrame(body));
    await this.#until(() => !this.#socket.writableNeedDrain);
    this.#requireWhole();
  }

  /** What was written still goes out, if the peer takes it. */
  end(): void {
    this.#socket.end();
    setTimeout(() => this.#socket.destroy(), this.#stallMs).unref();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #requireWhole(): void {
    if (this.#broken) throw this.#broken;
  }

  #take(chunk: Buffer): void {
    const bodies = this.#frames.read(chunk);
    if (typeof bodies === 'string') {
      this.#break('garbage');
      this.#socket.destroy();
      return;
    }
    this.#queue.push(...bodies);
    if (this.#queue.length >= QUEUED_MAX) this.#socket.pause();
    this.#wake?.();
  }

  #break(reason: 'closed' | 'stalled' | 'garbage'): void {
    this.#broken ??= new StreamBroken(reason);
    this.#wake?.();
  }

  /** One waits at a time. Also ends when the stream is broken. */
  async #until(holds: () => boolean): Promise<void> {
    if (holds()) return;
    const deadline = setTimeout(() => {
      this.#break('stalled');
      this.#socket.destroy();
    }, this.#stallMs);
    try {
      while (!holds() && !this.#broken) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      clearTimeout(deadline);
      this.#wake = null;
    }
  }
}
