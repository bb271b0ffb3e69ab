import type { Index, NodeId, SoftState } from '../core/types.ts';
import type { NodeFailed } from './errors.ts';

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
