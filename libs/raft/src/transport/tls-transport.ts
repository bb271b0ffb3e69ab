import type { AddressInfo } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { prng } from '../core/prng.ts';
import type { Message, NodeId, SnapshotOffer } from '../core/types.ts';
import type { SnapshotStore } from '../driver/snapshot-store.ts';
import { type Counts, zeroCounts } from './counts.ts';
import { Inbound } from './inbound.ts';
import { PeerLink } from './peer-link.ts';
import { askQuestion, QuestionFailed } from './questions.ts';
import { SnapshotSender } from './snapshot-sender.ts';
import {
  isStreamed,
  SnapshotNotSent,
  type SnapshotProgress,
  type StreamedStore,
} from './snapshot-stream.ts';
import type { Address, TlsTransportOptions, TransportCounters } from './tls-options.ts';
import type { SnapshotReception, Transport } from './transport.ts';

export { type Address, type TlsTransportOptions, type TransportCounters } from './tls-options.ts';

const HANDSHAKE_MS_MAX = 5000;
const KEEP_ALIVE_MS = 5000;

/**
 * Mutual TLS between members. Each dials the peers it has something to say to, and only listens on
 * what is dialled to it: two one-way streets, so that nobody has to agree who keeps which.
 */
export class TlsTransport implements Transport {
  readonly #options: TlsTransportOptions;
  readonly #counts: Counts = zeroCounts();
  readonly #links = new Map<NodeId, PeerLink>();
  readonly #sockets = new Set<TLSSocket>();
  readonly #server: Server;
  readonly #rng;
  #receiver: ((message: Message) => void) | null = null;
  #snapshots: { readonly store: StreamedStore; readonly reception: SnapshotReception } | null =
    null;
  readonly #senders = new Map<NodeId, SnapshotSender>();
  #isClosed = false;

  /** Listens, and resolves once the port is bound. Rejects when it is taken. */
  static async listen(options: TlsTransportOptions): Promise<TlsTransport> {
    const transport = new TlsTransport(options);
    const { host, port } = options.listen;
    await new Promise<void>((resolve, reject) => {
      transport.#server.once('error', reject);
      transport.#server.listen(port, host, () => {
        transport.#server.off('error', reject);
        resolve();
      });
    });
    return transport;
  }

  private constructor(options: TlsTransportOptions) {
    this.#options = options;
    this.#rng = prng(options.seed);
    const { key, cert, ca } = options;
    this.#server = createServer({
      key,
      cert,
      ca: [ca].flat(),
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.3',
      handshakeTimeout: HANDSHAKE_MS_MAX,
    });
    this.#server.on('tlsClientError', () => {
      this.#counts.refusedHandshakes += 1;
    });
    this.#server.on('secureConnection', (socket) => this.#accept(socket));
  }

  /** The port it listens on. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Key, certificate and CA were replaced in the options: connections made from now on use them. */
  useCertificate(): void {
    const { key, cert, ca } = this.#options;
    this.#server.setSecureContext({ key, cert, ca: [ca].flat(), minVersion: 'TLSv1.3' });
  }

  /** Ends every connection in both directions. They are made anew when there is something to say. */
  hangUp(): void {
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
    for (const sender of this.#senders.values()) sender.stop();
    for (const socket of this.#sockets) socket.destroy();
  }

  send(message: Message): void {
    if (this.#isClosed) return;
    let link = this.#links.get(message.to);
    if (!link) {
      link = new PeerLink(this.#options, message.to, this.#counts, this.#rng);
      this.#links.set(message.to, link);
    }
    link.send(message);
  }

  onMessage(receiver: (message: Message) => void): void {
    this.#receiver = receiver;
  }

  /**
   * A store that cannot be read piece by piece is refused. There is one snapshot per peer at a time:
   * a newer offer takes the place of the one under way. @throws SnapshotNotSent
   */
  async sendSnapshot(offer: SnapshotOffer, store: SnapshotStore): Promise<void> {
    if (this.#isClosed || !isStreamed(store)) throw new SnapshotNotSent('failed');
    this.#senders.get(offer.to)?.stop();
    const sender = new SnapshotSender(this.#options, this.#counts, offer);
    this.#senders.set(offer.to, sender);
    try {
      await sender.run(store);
    } finally {
      if (this.#senders.get(offer.to) === sender) this.#senders.delete(offer.to);
    }
  }

  receiveSnapshots(store: SnapshotStore, reception: SnapshotReception): void {
    this.#snapshots = isStreamed(store) ? { store, reception } : null;
  }

  /**
   * Asks the node that answers there; `address` of its own choice, else where `resolve` says.
   * @throws QuestionFailed
   */
  async ask(
    nodeId: NodeId,
    question: Uint8Array,
    address: Address | null = null,
  ): Promise<Uint8Array> {
    const { questions } = this.#options;
    const at = address ?? this.#options.resolve(nodeId);
    if (this.#isClosed || !questions || !at) throw new QuestionFailed(nodeId, null);
    return askQuestion({ ...this.#options, questions }, nodeId, at, question);
  }

  /** Snapshots on their way to peers now. */
  snapshotsUnderWay(): readonly SnapshotProgress[] {
    return [...this.#senders.values()].map(({ progress }) => progress);
  }

  counters(): TransportCounters {
    return { ...this.#counts };
  }

  /** Hangs up on everybody and frees the port. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const link of this.#links.values()) link.close();
    for (const sender of this.#senders.values()) sender.stop();
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #accept(socket: TLSSocket): void {
    if (this.#isClosed) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    // Nothing is ever said on it, so that a peer that lost its power would never be missed.
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('close', () => this.#sockets.delete(socket));
    // What breaks a connection is seen by its close; the dialling side comes again.
    socket.on('error', () => undefined);
    new Inbound(this.#options, socket, this.#counts, {
      deliver: (message) => {
        this.#links.get(message.from)?.hear();
        this.#receiver?.(message);
      },
      snapshots: () => this.#snapshots,
    });
  }
}
