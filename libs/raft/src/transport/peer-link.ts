import type { TLSSocket } from 'node:tls';
import type { Prng } from '../core/prng.ts';
import type { Message, NodeId } from '../core/types.ts';
import type { Counts } from './counts.ts';
import { dial, WrongPeer } from './dial.ts';
import { encodeFrame } from './frame.ts';
import { encodeHello } from './hello.ts';
import { encodeMessage } from './message-codec.ts';
import type { TlsTransportOptions } from './tls-options.ts';

const BACK_OFF_MS_MIN = 100;
const BACK_OFF_MS_MAX = 1500;
const HANDSHAKE_MS_MAX = 5000;
/** A node that is there answers within a round trip; who waits longer waits for lost packets. */
const CONNECT_MS_MAX = 2000;
const SILENT_MS_MAX = 1000;
const WAITING_MAX = 16;
const QUEUE_BYTES_MAX = 8 * 1024 * 1024;

/** The way to one peer: dialled when there is something to say, dialled again when it breaks. */
export class PeerLink {
  readonly #options: TlsTransportOptions;
  readonly #peerId: NodeId;
  readonly #counts: Counts;
  readonly #rng: Prng;
  #socket: TLSSocket | null = null;
  #isReady = false;
  #waiting: Buffer[] = [];
  #retry: NodeJS.Timeout | null = null;
  /** The first thing that was said since the peer was last heard of. */
  #unansweredSinceMs: number | null = null;
  #backOffMs = BACK_OFF_MS_MIN;
  #isClosed = false;

  constructor(options: TlsTransportOptions, peerId: NodeId, counts: Counts, rng: Prng) {
    this.#options = options;
    this.#peerId = peerId;
    this.#counts = counts;
    this.#rng = rng;
  }

  /**
   * Without a connection messages are dropped and not kept: an old heartbeat or append is worth
   * nothing, and Raft repeats what still matters. Only while the handshake runs a few wait, or the
   * first election of a cluster would lose its first round.
   */
  send(message: Message): void {
    if (this.#isClosed) return;
    this.#doubt();
    if (!this.#socket && !this.#retry) this.#dial();
    if (this.#socket && !this.#isReady && this.#waiting.length < WAITING_MAX) {
      this.#waiting.push(encodeFrame(encodeMessage(message)));
      return;
    }
    const queueBytesMax = this.#options.queueBytesMax ?? QUEUE_BYTES_MAX;
    if (!this.#socket || !this.#isReady || this.#socket.writableLength > queueBytesMax) {
      this.#counts.framesDropped += 1;
      return;
    }
    this.#write(this.#socket, encodeFrame(encodeMessage(message)));
  }

  /** The peer has said something, on whichever connection. */
  hear(): void {
    this.#unansweredSinceMs = null;
  }

  close(): void {
    this.#isClosed = true;
    if (this.#retry) clearTimeout(this.#retry);
    this.#socket?.destroy();
  }

  /**
   * A connection that lost its packets for a while is tried again by the kernel after ever longer
   * pauses, and stays dead for as long again when the network is back. A new one is there at once.
   */
  #doubt(): void {
    if (!this.#socket || !this.#isReady) return;
    const nowMs = performance.now();
    this.#unansweredSinceMs ??= nowMs;
    const silentMs = this.#options.silentMs ?? SILENT_MS_MAX;
    if (nowMs - this.#unansweredSinceMs > silentMs) this.#drop(this.#socket);
  }

  #dial(): void {
    const address = this.#options.resolve(this.#peerId);
    if (!address) {
      this.#retryLater();
      return;
    }
    this.#counts.dials += 1;
    const socket = dial(this.#options, this.#peerId, address);
    this.#socket = socket;
    this.#watch(socket);
  }

  #watch(socket: TLSSocket): void {
    const { id, clusterId } = this.#options;
    const openedAtMs = performance.now();
    let deadline = setTimeout(() => socket.destroy(), CONNECT_MS_MAX);
    socket.once('connect', () => {
      clearTimeout(deadline);
      deadline = setTimeout(() => socket.destroy(), HANDSHAKE_MS_MAX);
    });
    socket.once('secureConnect', () => {
      clearTimeout(deadline);
      this.#unansweredSinceMs = null;
      this.#isReady = true;
      socket.write(
        encodeFrame(encodeHello({ clusterId, from: id, to: this.#peerId, purpose: 'messages' })),
      );
      // Kept here until now: what a socket is given earlier may leave before the peer is verified.
      for (const frame of this.#waiting) this.#write(socket, frame);
      this.#waiting = [];
    });
    socket.on('error', (error) => {
      if (error instanceof WrongPeer) this.#counts.refusedIdentities += 1;
    });
    // The peer says nothing on this connection; reading lets its end be noticed.
    socket.resume();
    socket.once('close', () => {
      clearTimeout(deadline);
      if (this.#socket !== socket) return;
      if (!this.#isReady) this.#counts.dialsFailed += 1;
      this.#forget();
      // Whoever refuses does so at once; a link that lasted has earned a quick new attempt.
      if (performance.now() - openedAtMs > BACK_OFF_MS_MAX) this.#backOffMs = BACK_OFF_MS_MIN;
      this.#retryLater();
    });
  }

  /** At once, so that what is to be said now already goes over the next one. */
  #drop(socket: TLSSocket): void {
    this.#forget();
    this.#counts.linksDropped += 1;
    socket.destroy();
  }

  #forget(): void {
    this.#socket = null;
    this.#isReady = false;
    this.#waiting = [];
  }

  #write(socket: TLSSocket, frame: Buffer): void {
    socket.write(frame);
    this.#counts.framesSent += 1;
  }

  /** Not before a pause, of which a random half is there so that many do not come at once. */
  #retryLater(): void {
    if (this.#isClosed) return;
    const delayMs = this.#backOffMs / 2 + this.#rng.below(this.#backOffMs / 2);
    this.#backOffMs = Math.min(this.#backOffMs * 2, BACK_OFF_MS_MAX);
    this.#retry = setTimeout(() => {
      // The next message dials.
      this.#retry = null;
    }, delayMs);
    this.#retry.unref();
  }
}
