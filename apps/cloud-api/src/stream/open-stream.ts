import type { CloseReason, EventFilter } from '@eyrie/realtime';
import type { PersonPrincipal } from '../authorisation/index.ts';

export type StreamTransport = 'sse' | 'websocket' | 'long_poll';

/** What somebody has open, and what has to be known of it as long as it is. */
export interface OpenStream {
  readonly transport: StreamTransport;
  readonly person: PersonPrincipal;
  readonly openedAt: number;
  /** The sites that may be seen have become others. */
  limit(sites: readonly string[] | null): void;
  end(reason: CloseReason): void;
}

/** What the caller asks for, with the sites that he may see now. */
export interface Subscription {
  readonly person: PersonPrincipal;
  readonly cursor: string | undefined;
  readonly filter: EventFilter;
}
