import type { Message, SnapshotOffer } from '../core/types.ts';
import type { SnapshotStore } from '../driver/snapshot-store.ts';

/** What the node has to say to snapshots that peers send. */
export interface SnapshotReception {
  /** Asked before any bytes are taken. */
  readonly isWanted: (offer: SnapshotOffer) => boolean;
  /** It did not fit. */
  readonly onNoSpace: () => void;
  /** The disk refused bytes otherwise: nothing on it is believed any more. */
  readonly onFailed: (error: unknown) => void;
}

/**
 * Carries messages between members. It may lose, delay, repeat and reorder them: Raft repeats
 * itself. It must not forge them: `from` is what the peer proved to be.
 * Whoever makes a transport closes it, after the node.
 */
export interface Transport {
  /** Never waits and never throws; what cannot be queued is dropped. */
  send(message: Message): void;
  /** Sets the one receiver; what arrives before that is dropped. */
  onMessage(receiver: (message: Message) => void): void;
  /**
   * Brings a snapshot to `offer.to` and, once its bytes are durable there, the offer itself as a
   * message. Resolves when the peer has taken it over and rejects when that failed: it is offered
   * again, and goes on where it broke off. Absent where snapshots cannot be sent.
   */
  sendSnapshot?(offer: SnapshotOffer, store: SnapshotStore): Promise<void>;
  /** Where snapshots from peers are put; set before the first message. */
  receiveSnapshots?(store: SnapshotStore, reception: SnapshotReception): void;
}
