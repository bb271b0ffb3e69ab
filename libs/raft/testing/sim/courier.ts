import type { NodeId, SnapshotOffer } from '../../src/core/types.ts';
import type { DiskSnapshotStore } from '../../src/snapshot/disk-snapshot-store.ts';
import type { SnapshotReader } from '../../src/snapshot/snapshot-reader.ts';
import type { EventQueue } from './event-queue.ts';
import type { Host } from './host.ts';
import type { Network } from './network.ts';

const PIECE_BYTES = 300;
const PIECES_MAX = 24;
const STALL_MS = 3000;

/**
 * Streams of snapshots as the transport makes them: a connection that breaks when either end dies or
 * nothing gets through for a while, and that goes on the next time where it broke off.
 */
export class Courier {
  readonly #queue: EventQueue;
  readonly #network: Network;
  readonly #hosts: ReadonlyMap<NodeId, Host>;
  readonly #touch: () => void;
  readonly #deliver: (offer: SnapshotOffer) => void;
  sent = 0;
  resumed = 0;

  constructor(options: {
    readonly queue: EventQueue;
    readonly network: Network;
    readonly hosts: ReadonlyMap<NodeId, Host>;
    readonly touch: () => void;
    readonly deliver: (offer: SnapshotOffer) => void;
  }) {
    this.#queue = options.queue;
    this.#network = options.network;
    this.#hosts = options.hosts;
    this.#touch = options.touch;
    this.#deliver = options.deliver;
  }

  /** Resolves when the peer has it; rejects when it died or was silent for too long. */
  send(from: Host, offer: SnapshotOffer, store: DiskSnapshotStore): Promise<void> {
    const { process: sender } = from;
    const { process: receiver, store: target } = this.#hosts.get(offer.to) ?? {};
    if (!sender || !receiver || !target) return Promise.reject(new Error('The peer is not there.'));
    let heardAtMs = this.#queue.nowMs;
    const carry = (back = false): Promise<void> =>
      new Promise((resolve) => {
        const [origin, end] = back ? [offer.to, from.id] : [from.id, offer.to];
        this.#network.carry(origin, end, () =>
          (back ? sender : receiver).run(() => {
            heardAtMs = this.#queue.nowMs;
            this.#touch();
            resolve();
          }),
        );
      });
    return new Promise((resolve, reject) => {
      const watch = (): void => {
        const isSilent = this.#queue.nowMs - heardAtMs >= STALL_MS;
        if (isSilent || receiver.isDead || sender.isDead) {
          this.#touch();
          reject(new Error('The connection broke.'));
        } else if (!isEnded) {
          this.#queue.after(STALL_MS / 3, watch);
        }
      };
      let isEnded = false;
      const work = async (): Promise<void> => {
        const reader = await store.openReader(offer.snapshot.id);
        try {
          await carry();
          await this.#stream(reader, target, carry);
        } finally {
          await reader.close();
        }
        // Before the last answer: the message and the word that it came may overtake each other.
        if (!receiver.isDead) this.#deliver(offer);
        await carry(true);
        this.sent += 1;
      };
      watch();
      work()
        .then(resolve, reject)
        .finally(() => {
          isEnded = true;
        });
    });
  }

  async #stream(
    reader: SnapshotReader,
    target: DiskSnapshotStore,
    carry: () => Promise<void>,
  ): Promise<void> {
    const incoming = await target.receive(reader.info);
    if (incoming.offset > 0) this.resumed += 1;
    const size = Math.max(PIECE_BYTES, Math.ceil(reader.info.lengthBytes / PIECES_MAX));
    try {
      for (let offset = incoming.offset; offset < reader.info.lengthBytes;) {
        const content = await reader.read(offset, size);
        await carry();
        await incoming.write(offset, content);
        offset += content.length;
      }
      await incoming.finish();
    } finally {
      await incoming.stop();
    }
  }
}
