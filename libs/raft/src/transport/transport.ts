import type { Message } from '../core/types.ts';

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
}
