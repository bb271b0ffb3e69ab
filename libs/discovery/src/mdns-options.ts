/** Where to speak mDNS. */
export interface MdnsOptions {
  /** An IPv4 address of one interface; default all of them. `127.0.0.1` stays on this machine. */
  interface?: string;
  /** UDP port of the group, default 5353. Another one keeps fleets and tests apart. */
  port?: number;
}

/**
 * Whether multicast works here: `starting` until the socket is bound and has joined the group,
 * then `ready`; `unavailable` with the system's reason otherwise (retried; the static list serves).
 */
export type MdnsState =
  { state: 'starting' | 'ready' | 'closed' } | { state: 'unavailable'; reason: string };
