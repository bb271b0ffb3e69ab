import type { TLSSocket } from 'node:tls';
import { UnreadableBytes } from '../bytes/byte-reader.ts';
import type { Message, NodeId } from '../core/types.ts';
import { commonNameOf } from './certificate.ts';
import type { Counts } from './counts.ts';
import { FrameReader } from './frame.ts';
import { FrameStream } from './frame-stream.ts';
import { decodeHello, type Purpose } from './hello.ts';
import { decodeMessage } from './message-codec.ts';
import { answerQuestion } from './questions.ts';
import { receiveSnapshot, type SnapshotTaker } from './snapshot-reception.ts';
import { SNAPSHOT_FRAME_BYTES_MAX, STALL_MS } from './snapshot-stream.ts';
import type { TlsTransportOptions } from './tls-options.ts';

interface Peer {
  readonly id: NodeId;
  readonly commonName: string;
  readonly purpose: Purpose;
}

/** What is done with that which is right. */
export interface InboundEvents {
  readonly deliver: (message: Message) => void;
  readonly snapshots: () => SnapshotTaker | null;
}

type Refusal = 'refusedIdentities' | 'refusedClusters' | 'refusedFrames';

const FRAME_BYTES_MAX = 16 * 1024 * 1024;
/** Before the hello nothing larger than one is awaited. */
const HELLO_MS_MAX = 5000;

/** Listens to one peer that dialled in, and hangs up at the first thing that is not right. */
export class Inbound {
  readonly #options: TlsTransportOptions;
  readonly #socket: TLSSocket;
  readonly #counts: Counts;
  readonly #events: InboundEvents;
  readonly #frames: FrameReader;
  readonly #deadline: NodeJS.Timeout;
  #peer: Peer | null = null;

  constructor(
    options: TlsTransportOptions,
    socket: TLSSocket,
    counts: Counts,
    events: InboundEvents,
  ) {
    this.#options = options;
    this.#socket = socket;
    this.#counts = counts;
    this.#events = events;
    this.#frames = new FrameReader(options.frameBytesMax ?? FRAME_BYTES_MAX);
    this.#deadline = setTimeout(() => socket.destroy(), HELLO_MS_MAX);
    socket.once('close', () => clearTimeout(this.#deadline));
    socket.on('data', this.#onData);
  }

  readonly #onData = (chunk: Buffer): void => this.#read(this.#frames.read(chunk));

  #read(bodies: Buffer[] | string): void {
    if (typeof bodies === 'string') {
      this.#refuse('refusedFrames');
      return;
    }
    for (const [at, body] of bodies.entries()) {
      // A refusal destroys the socket; what came along in the same chunk is not looked at.
      if (this.#socket.destroyed) return;
      this.#readBody(body);
      if (this.#peer && this.#peer.purpose !== 'messages') {
        this.#handOver(this.#peer, bodies.slice(at + 1));
        return;
      }
    }
  }

  #readBody(body: Buffer): void {
    const outcome = this.#peer ? this.#judgeMessage(body, this.#peer) : this.#judgeHello(body);
    if (typeof outcome === 'string') {
      this.#refuse(outcome);
    } else if ('purpose' in outcome) {
      clearTimeout(this.#deadline);
      this.#peer = outcome;
    } else {
      this.#counts.framesReceived += 1;
      this.#events.deliver(outcome);
    }
  }

  #judgeHello(body: Buffer): Peer | Refusal {
    const hello = attempt(() => decodeHello(body));
    if (!hello) return 'refusedFrames';
    const { id, questions } = this.#options;
    const isQuestion = hello.purpose === 'question';
    const wanted = isQuestion ? questions?.realm : this.#options.clusterId;
    const authorise = isQuestion ? questions?.authorise : this.#options.authorise;
    if (!authorise || hello.clusterId !== wanted) return 'refusedClusters';
    if (hello.to !== id) return 'refusedIdentities';
    const commonName = commonNameOf(this.#socket.getPeerCertificate());
    if (commonName === null || !authorise(commonName, hello.from)) return 'refusedIdentities';
    return { id: hello.from, commonName, purpose: hello.purpose };
  }

  /** The rest of this connection is a snapshot or a question. */
  #handOver(peer: Peer, first: readonly Buffer[]): void {
    this.#socket.off('data', this.#onData);
    const { questions } = this.#options;
    if (peer.purpose === 'question') {
      const asker = { nodeId: peer.id, commonName: peer.commonName };
      if (questions) {
        const { answer } = questions;
        void answerQuestion(this.#socket, this.#frames, first, { asker, answer });
      }
      return;
    }
    this.#frames.limit(SNAPSHOT_FRAME_BYTES_MAX);
    const options = this.#options;
    const stallMs = options.snapshotStallMs ?? STALL_MS;
    void receiveSnapshot(new FrameStream(this.#socket, this.#frames, { stallMs, first }), {
      options,
      counts: this.#counts,
      taker: this.#events.snapshots(),
      isAuthorised: () => options.authorise(peer.commonName, peer.id),
      peerId: peer.id,
      deliver: this.#events.deliver,
    });
  }

  #judgeMessage(body: Buffer, peer: Peer): Message | Refusal {
    // Asked each time: who is taken off the member list is out at once, not at its next dial.
    if (!this.#options.authorise(peer.commonName, peer.id)) return 'refusedIdentities';
    const message = attempt(() => decodeMessage(body));
    if (message?.from !== peer.id || message.to !== this.#options.id) return 'refusedFrames';
    return message;
  }

  #refuse(refusal: Refusal): void {
    this.#counts[refusal] += 1;
    this.#socket.destroy();
  }
}

function attempt<T>(decode: () => T): T | null {
  try {
    return decode();
  } catch (error) {
    if (error instanceof UnreadableBytes) return null;
    throw error;
  }
}
