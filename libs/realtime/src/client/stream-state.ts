import type { TransportName } from './transport.ts';

/** How the stream is doing. `since` is in milliseconds of the Unix epoch. */
export interface StreamState {
  /**
   * connecting: the first attempt; live: events flow; quiet: a heartbeat is overdue, what is shown may
   * be old; offline: cut off (it keeps trying), or paused.
   */
  readonly state: 'connecting' | 'live' | 'quiet' | 'offline';
  readonly since: number;
  /** The way it takes, or tries. */
  readonly transport: TransportName;
  /** From asking to the server's hello, in milliseconds; null until it was measured. */
  readonly latencyMs: number | null;
  /** Attempts that failed since it was last live. */
  readonly failures: number;
  /** Why it is offline, for people; null otherwise. */
  readonly reason: string | null;
  /** HTTP status of the refusal, where the server refused: 401 means that the session is over. */
  readonly status: number | null;
}
