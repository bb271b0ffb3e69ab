import { type Index, type NodeId, type SoftState, type Term } from '../core/types.ts';
import { type NodeFailed } from './errors.ts';
import { type RaftMetrics } from './metrics.ts';
import { type ProposeOptions, type RaftNodeOptions } from './options.ts';

/** What `status` shows; `role` and `leaderId` are this node's own view and may be outdated. */
export interface RaftStatus extends SoftState {
  readonly id: NodeId;
  readonly voters: readonly NodeId[];
  readonly commitIndex: Index;
  readonly appliedIndex: Index;
  readonly lastIndex: Index;
  /** Set once the node has stopped for good. */
  readonly failure: NodeFailed | null;
}

/** A proposal that was applied here; `result` is what the state machine answered. */
export interface Applied<Result> {
  readonly index: Index;
  readonly term: Term;
  readonly result: Result;
}

/** One member of the cluster: the core, its log on disk, its clock and its peers, put together. */
export class RaftNode<Result = unknown> {
  /**
   * Reads the log, then takes part. Resolves before there is a leader, and before what is committed
   * has been applied again.
   * @throws NodeFailed when the directory is another node's, is damaged, or cannot be written.
   */
  static open<Result>(options: RaftNodeOptions<Result>): Promise<RaftNode<Result>> {
    return Promise.reject(new Error(`Node ${options.id}: the driver is being built.`));
  }

  /**
   * Resolves when the command is committed on a majority's disks and applied here.
   * @throws NotLeader, ProposalDropped (both: surely not applied), ProposalOutcomeUnknown,
   * NodeFailed (when the node had failed before).
   */
  declare propose: (command: Uint8Array, options?: ProposeOptions) => Promise<Applied<Result>>;

  declare status: () => RaftStatus;

  /** Calls back after each change of role, term or known leader; the answer ends it. */
  declare onChange: (callback: (state: SoftState) => void) => () => void;

  /** Calls back once if the node stops for good (at once if it has); the answer ends it. */
  declare onFailed: (callback: (failure: NodeFailed) => void) => () => void;

  declare metrics: () => RaftMetrics;

  /** Finishes the write under way and closes the log. Leaves the transport to its maker. */
  declare close: () => Promise<void>;
}
