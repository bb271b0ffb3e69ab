import type { Prng } from '../core/prng.ts';
import type { Message, NodeId } from '../core/types.ts';
import type { Counts } from './counts.ts';
import { encodeMessageFrame } from './message-codec.ts';
import { PeerConnection } from './peer-connection.ts';
import type { TlsTransportOptions } from './tls-options.ts';

const BACK_OFF_MS_MIN = 100;
const BACK_OFF_MS_MAX = 1500;
const SILENT_MS_MAX = 1000;

/** The way to one peer: dialled when there is something to say, dialled again when it breaks. */
export class PeerLink {
  readonly #options: TlsTransportOptions;
  readonly #peerId: NodeId;
  readonly #counts: Counts;
  readonly #rng: Prng;
  #present: PeerConnection | null = null;
  /** On its way to take the place of the present one, which may be dead. */
  #fresh: PeerConnection | null = null;
  #retry: NodeJS.Timeout | null = null;
  #backOffMs = BACK_OFF_MS_MIN;
  /** The last dial found nobody at the address, not even one who refuses. */
  #isUnreached = false;
  #lastSentMs = -Infinity;
  /** When the first thing was said since the peer was last heard of. */
  #unansweredSinceMs: number | null = null;
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
    const nowMs = performance.now();
    if (!this.#present) this.#present = this.#dial();
    else if (this.#present.isReady && this.#isDoubtful(nowMs)) this.#fresh ??= this.#dial();
    this.#lastSentMs = nowMs;
    this.#unansweredSinceMs ??= nowMs;
    const frame = this.#present ? encodeMessageFrame(message) : null;
    // Twice does no harm, and which of the two is dead nobody knows.
    const isTaken = frame !== null && this.#present?.send(frame);
    if (frame !== null) this.#fresh?.send(frame);
    if (isTaken !== true) this.#counts.framesDropped += 1;
  }

  /** The peer has said something, on whichever connection. */
  hear(): void {
    this.#unansweredSinceMs = null;
    if (!this.#isUnreached) return;
    // It is back: the pause was for one that is not there.
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
    this.#isUnreached = false;
    this.#backOffMs = BACK_OFF_MS_MIN;
  }

  close(): void {
    this.#isClosed = true;
    if (this.#retry) clearTimeout(this.#retry);
    this.#present?.destroy();
    this.#fresh?.destroy();
  }

  /**
   * A connection that lost its packets for a while is tried again by the kernel after ever longer
   * pauses, and stays dead for as long again when the network is back. It is doubtful when nothing
   * was answered for a while, and when nothing was said on it: then nobody can know.
   */
  #isDoubtful(nowMs: number): boolean {
    const silentMs = this.#options.silentMs ?? SILENT_MS_MAX;
    const isUnanswered = nowMs - (this.#unansweredSinceMs ?? nowMs) > silentMs;
    return isUnanswered || nowMs - this.#lastSentMs > silentMs;
  }

  #dial(): PeerConnection | null {
    if (this.#retry) return null;
    const address = this.#options.resolve(this.#peerId);
    if (!address) {
      this.#retryLater();
      return null;
    }
    const peer = { id: this.#peerId, address };
    const connection = new PeerConnection(this.#options, peer, this.#counts, {
      onReady: () => this.#onReady(connection),
      onClosed: () => this.#onClosed(connection),
    });
    return connection;
  }

  #onReady(connection: PeerConnection): void {
    this.#unansweredSinceMs = null;
    if (connection !== this.#fresh) return;
    const before = this.#present;
    this.#present = connection;
    this.#fresh = null;
    this.#counts.linksRenewed += 1;
    before?.destroy();
  }

  #onClosed(connection: PeerConnection): void {
    if (connection !== this.#fresh && connection !== this.#present) return;
    if (connection === this.#present) this.#present = this.#fresh;
    this.#fresh = null;
    this.#isUnreached = !connection.isReached;
    // Whoever refuses does so at once; a link that lasted has earned a quick new attempt.
    const lastedMs = performance.now() - connection.openedAtMs;
    if (connection.isReady && lastedMs > BACK_OFF_MS_MAX) this.#backOffMs = BACK_OFF_MS_MIN;
    this.#retryLater();
  }

  /** Not before a pause, of which a random half is there so that many do not come at once. */
  #retryLater(): void {
    if (this.#isClosed || this.#retry) return;
    const delayMs = this.#backOffMs / 2 + this.#rng.below(this.#backOffMs / 2);
    this.#backOffMs = Math.min(this.#backOffMs * 2, BACK_OFF_MS_MAX);
    this.#retry = setTimeout(() => {
      // The next message dials.
      this.#retry = null;
    }, delayMs);
    this.#retry.unref();
  }
}
