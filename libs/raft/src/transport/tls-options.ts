import type { NodeId } from '../core/types.ts';
import type { QuestionOptions } from './question-options.ts';

/** Where a peer listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface TlsTransportOptions {
  readonly id: NodeId;
  readonly clusterId: string;
  /** Where to listen; port 0 takes a free one (see `TlsTransport.port`). */
  readonly listen: Address;
  /** PEM: this node's key and certificate (with its chain), and the CA that all members are under. */
  readonly key: string;
  readonly cert: string;
  readonly ca: string | readonly string[];
  /** The peer's present address, or null when unknown. Asked before each dial, so it may change. */
  readonly resolve: (nodeId: NodeId) => Address | null;
  /** Does the member list say that this certificate's common name is that node's? */
  readonly authorise: (commonName: string, claimedNodeId: NodeId) => boolean;
  /** Absent: questions are refused. */
  readonly questions?: QuestionOptions;
  /** A longer frame is refused before it is read. Default 16 MiB. */
  readonly frameBytesMax?: number;
  /** What waits for one peer; above it messages are dropped. Default 8 MiB. */
  readonly queueBytesMax?: number;
  /** Content of a snapshot sent per second, to spare a weak network. Default: no limit. */
  readonly snapshotBytesPerSecond?: number;
  /** A peer that offers a larger snapshot is refused. Default 4 GiB. */
  readonly snapshotBytesMax?: number;
  /** A snapshot that stands still for so long is given up. Default 10 000. */
  readonly snapshotStallMs?: number;
  /** A connection on which so long nothing was said or answered is replaced. Default 1000. */
  readonly silentMs?: number;
  /** Feeds the jitter of the back-off. */
  readonly seed: number;
}

/** Counts since the start; `refused…` are peers or frames turned away. */
export interface TransportCounters {
  readonly framesSent: number;
  readonly framesReceived: number;
  readonly framesDropped: number;
  readonly dials: number;
  readonly dialsFailed: number;
  /** Connections that were replaced because it was doubtful whether they still live. */
  readonly linksRenewed: number;
  /** No certificate, a foreign CA, or a TLS error. */
  readonly refusedHandshakes: number;
  /** A valid certificate of someone who is not the claimed member. */
  readonly refusedIdentities: number;
  readonly refusedClusters: number;
  /** Garbage, bad checksum, unknown version, oversize, or a message from or to another node. */
  readonly refusedFrames: number;
  readonly snapshotsSent: number;
  readonly snapshotsReceived: number;
  /** Garbage, stalled, too large, no space, or not what was announced. */
  readonly snapshotsRefused: number;
  readonly snapshotBytesSent: number;
  readonly snapshotBytesReceived: number;
}
