import type { TLSSocket } from 'node:tls';
import { UnreadableBytes } from '../bytes/byte-reader.ts';
import type { Message, NodeId } from '../core/types.ts';
import { commonNameOf } from './certificate.ts';
import type { Counts } from './counts.ts';
import { FrameReader } from './frame.ts';
import { decodeHello } from './hello.ts';
import { decodeMessage } from './message-codec.ts';
import type { TlsTransportOptions } from './tls-options.ts';

interface Peer {
  readonly id: NodeId;
  readonly commonName: string;
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
  readonly #deliver: (message: Message) => void;
  readonly #deadline: NodeJS.Timeout;
  #peer: Peer | null = null;

  constructor(
    options: TlsTransportOptions,
    socket: TLSSocket,
    counts: Counts,
    deliver: (message: Message) => void,
  ) {
    this.#options = options;
    this.#socket = socket;
    this.#counts = counts;
    this.#deliver = deliver;
    const frames = new FrameReader(options.frameBytesMax ?? FRAME_BYTES_MAX);
    this.#deadline = setTimeout(() => socket.destroy(), HELLO_MS_MAX);
    socket.once('close', () => clearTimeout(this.#deadline));
    socket.on('data', (chunk: Buffer) => this.#read(frames.read(chunk)));
  }

  #read(bodies: Buffer[] | string): void {
    if (typeof bodies === 'string') {
      this.#refuse('refusedFrames');
      return;
    }
    for (const body of bodies) {
      // A refusal destroys the socket; what came along in the same chunk is not looked at.
      if (this.#socket.destroyed) return;
      this.#readBody(body);
    }
  }

  #readBody(body: Buffer): void {
    const outcome = this.#peer ? this.#judgeMessage(body, this.#peer) : this.#judgeHello(body);
    if (typeof outcome === 'string') {
      this.#refuse(outcome);
    } else if ('commonName' in outcome) {
      clearTimeout(this.#deadline);
      this.#peer = outcome;
    } else {
      this.#counts.framesReceived += 1;
      this.#deliver(outcome);
    }
  }

  #judgeHello(body: Buffer): Peer | Refusal {
    const hello = attempt(() => decodeHello(body));
    if (!hello) return 'refusedFrames';
    const { id, clusterId, authorise } = this.#options;
    if (hello.clusterId !== clusterId) return 'refusedClusters';
    if (hello.to !== id) return 'refusedIdentities';
    const commonName = commonNameOf(this.#socket.getPeerCertificate());
    if (commonName === null || !authorise(commonName, hello.from)) return 'refusedIdentities';
    return { id: hello.from, commonName };
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
