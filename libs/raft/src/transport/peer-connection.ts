import type { TLSSocket } from 'node:tls';
import type { NodeId } from '../core/types.ts';
import type { Counts } from './counts.ts';
import { dial, WrongPeer } from './dial.ts';
import { encodeFrame } from './frame.ts';
import { encodeHello } from './hello.ts';
import type { Address, TlsTransportOptions } from './tls-options.ts';

const HANDSHAKE_MS_MAX = 5000;
const WAITING_MAX = 16;
const QUEUE_BYTES_MAX = 8 * 1024 * 1024;

interface Events {
  readonly onReady: () => void;
  readonly onClosed: () => void;
}

/** One connection that this node has dialled, from the dial to its end. */
export class PeerConnection {
  readonly openedAtMs = performance.now();
  readonly #socket: TLSSocket;
  readonly #queueBytesMax: number;
  readonly #counts: Counts;
  #isReady = false;
  #isReached = false;
  #waiting: Uint8Array[] = [];

  constructor(
    options: TlsTransportOptions,
    peer: { readonly id: NodeId; readonly address: Address },
    counts: Counts,
    events: Events,
  ) {
    this.#counts = counts;
    this.#queueBytesMax = options.queueBytesMax ?? QUEUE_BYTES_MAX;
    counts.dials += 1;
    const socket = dial(options, peer.id, peer.address);
    this.#socket = socket;
    const deadline = setTimeout(() => socket.destroy(), HANDSHAKE_MS_MAX);
    socket.once('connect', () => {
      this.#isReached = true;
    });
    socket.once('secureConnect', () => {
      clearTimeout(deadline);
      const { clusterId, id: from } = options;
      const hello = { clusterId, from, to: peer.id, purpose: 'messages' } as const;
      socket.write(encodeFrame(encodeHello(hello)));
      this.#begin();
      events.onReady();
    });
    socket.on('error', (error) => {
      if (error instanceof WrongPeer) counts.refusedIdentities += 1;
    });
    // The peer says nothing on this connection; reading lets its end be noticed.
    socket.resume();
    socket.once('close', () => {
      clearTimeout(deadline);
      if (!this.#isReady) counts.dialsFailed += 1;
      events.onClosed();
    });
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Somebody answered at the address, be it only to refuse. */
  get isReached(): boolean {
    return this.#isReached;
  }

  /** Whether it takes the frame; while the handshake runs a few wait. */
  send(frame: Uint8Array): boolean {
    if (this.#isReady) {
      if (this.#socket.writableLength > this.#queueBytesMax) return false;
      this.#write(frame);
      return true;
    }
    if (this.#waiting.length >= WAITING_MAX) return false;
    this.#waiting.push(frame);
    return true;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Kept until now: what a socket is given earlier may leave before the peer is verified. */
  #begin(): void {
    this.#isReady = true;
    for (const frame of this.#waiting) this.#write(frame);
    this.#waiting = [];
  }

  #write(frame: Uint8Array): void {
    this.#socket.write(frame);
    this.#counts.framesSent += 1;
  }
}
