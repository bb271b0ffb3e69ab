import type { Disk } from '@eyrie/journal';
import type { Index, NodeId } from '../core/types.ts';
import type { Transport } from '../transport/transport.ts';
import type { Clock } from './clock.ts';
import type { SnapshotStore } from './snapshot-store.ts';
import type { StateMachine } from './state-machine.ts';

/** Times are counted in ticks, so that a test can drive them; sizes are in bytes. */
export interface RaftConfig {
  /** Length of a tick. Default 50. */
  readonly tickMs: number;
  /** A follower campaigns after [n, 2n) ticks without its leader. Default 10: 500–1000 ms. */
  readonly electionTicks: number;
  /** A leader speaks at least each n ticks. Default 2: 100 ms. */
  readonly heartbeatTicks: number;
  /** Entries of one append message. Default 64 KiB. */
  readonly appendBytesMax: number;
  /** Append messages on their way to one follower. Default 64. */
  readonly inflightMessagesMax: number;
  /** Bytes on their way to one follower. Default 1 MiB. */
  readonly inflightBytesMax: number;
  /** What a leader accepts beyond what is committed. Default 4 MiB. */
  readonly uncommittedBytesMax: number;
  /** Members beyond these stay learners. Default 5. */
  readonly votersMax: number;
  /** A learner is promoted after being close behind for n ticks. Default 40: 2 s. */
  readonly promotionTicks: number;
  /** How many entries behind is close. Default 100. */
  readonly promotionLagMax: number;
  /** A snapshot is taken after so many applied entries. Default 10 000. */
  readonly snapshotEntries: number;
  /** So many entries before a snapshot are kept for followers a little behind. Default 1000. */
  readonly retainedEntries: number;
  /** With less free space the node takes no more entries. Default 8 MiB. */
  readonly diskLowWaterBytes: number;
  /** A write of the log that takes longer than n ticks makes it step aside. Default `electionTicks`. */
  readonly slowWriteTicks: number;
  /** One command. Default 1 MiB. */
  readonly commandBytesMax: number;
}

export interface RaftNodeOptions<Result> {
  /** This member's number: 1 to 2³²−1. */
  readonly id: NodeId;
  /** Names the cluster; a node never talks to, or opens files of, another one. Up to 64 characters. */
  readonly clusterId: string;
  /**
   * Who founds the cluster together, this one included; the same list at each. Of meaning in an empty
   * directory alone: later the log knows. Without it an empty node waits to be taken in by a leader.
   */
  readonly voters?: readonly NodeId[];
  /** Where this node's log lives; made when missing. One node per directory. */
  readonly directory: string;
  readonly disk: Disk;
  readonly clock: Clock;
  /** Feeds the election deadlines and the incarnation; take it from a real source of randomness. */
  readonly seed: number;
  readonly transport: Transport;
  readonly stateMachine: StateMachine<Result>;
  /** Where snapshots are kept; without it the log is never shortened. */
  readonly snapshots?: SnapshotStore;
  readonly config?: Partial<RaftConfig>;
}

export interface WaitOptions {
  /** Gives up waiting after this long. Default 5000; 10 000 for a change of members. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export type ProposeOptions = WaitOptions;

export interface MemberChangeOptions extends WaitOptions {
  /** `RaftStatus.confState.index` that the change was decided on. Default: the present one. */
  readonly expectedConfIndex?: Index;
}
