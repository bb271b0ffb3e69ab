import type { TopicKind } from '@eyrie/contracts';
import type { DiscoveredNode } from '@eyrie/discovery';

/** An MQTT connection to one coordinator that stands. */
export interface Session {
  readonly node: DiscoveredNode;
  /** Publishes on the device's own branch; resolves with the broker's acknowledgement. */
  publish(kind: TopicKind, payload: string, options?: { retain?: boolean }): Promise<void>;
  /** Resolves, with the reason, when the connection is gone. */
  readonly ended: Promise<string>;
  /** Says goodbye and ends. */
  close(): Promise<void>;
}

export interface SessionHandlers {
  onMessage(kind: TopicKind, payload: Uint8Array): void;
}

/** Opens a session or rejects, within a few seconds. */
export type OpenSession = (
  node: DiscoveredNode,
  handlers: SessionHandlers,
  signal: AbortSignal,
) => Promise<Session>;

/** The leader proved to be one, and does not take this device for one of the site. */
export class TurnedAway extends Error {
  override readonly name = 'TurnedAway';

  constructor(reason: string) {
    super(`The site does not let this device in: ${reason}.`);
  }
}
