import type { ConfChangeFault } from '../core/confchange.ts';
import type { NodeId } from '../core/types.ts';

/** How a proposal failed; the three ask for different behaviour of the caller. */
export type RaftErrorKind = 'not-leader' | 'dropped' | 'unknown' | 'failed';

export abstract class RaftError extends Error {
  abstract readonly kind: RaftErrorKind;
  abstract readonly code: string;
}

/** Surely not applied: propose at `leaderId` (null: no leader is known, try again soon). */
export class NotLeader extends RaftError {
  readonly kind = 'not-leader';
  readonly code = 'raft.not_leader';
  readonly leaderId: NodeId | null;

  constructor(leaderId: NodeId | null) {
    super('This node does not lead the cluster.');
    this.name = 'NotLeader';
    this.leaderId = leaderId;
  }
}

export type DropReason =
  | 'overloaded'
  | 'transferring'
  | 'disk-unfit'
  | 'too-large'
  | 'aborted'
  | 'timeout'
  | 'closed'
  | 'replaced';

/** Surely not applied, and never will be: it may be proposed again without care. */
export class ProposalDropped extends RaftError {
  readonly kind = 'dropped';
  readonly code = 'raft.proposal_dropped';
  readonly reason: DropReason;

  constructor(reason: DropReason) {
    super(`The proposal was dropped (${reason}).`);
    this.name = 'ProposalDropped';
    this.reason = reason;
  }
}

/** `snapshot`: a snapshot took the place of the entry, and does not say what became of it. */
export type UnknownReason = 'aborted' | 'timeout' | 'closed' | 'failed' | 'snapshot';

/** It stands in the log and may be applied or not: repeat it only when it is idempotent. */
export class ProposalOutcomeUnknown extends RaftError {
  readonly kind = 'unknown';
  readonly code = 'raft.outcome_unknown';
  readonly reason: UnknownReason;

  constructor(reason: UnknownReason) {
    super(`Whether the proposal will be applied is not known (${reason}).`);
    this.name = 'ProposalOutcomeUnknown';
    this.reason = reason;
  }
}

export type ConfChangeRefusal =
  ConfChangeFault | 'conf-pending' | 'conf-outdated' | 'too-many-voters' | 'not-caught-up';

/**
 * The change of members was not made. `conf-pending`: another one is under way, try again soon;
 * `conf-outdated`: the configuration is not the one it was meant for, look again.
 */
export class ConfChangeRefused extends RaftError {
  readonly kind = 'dropped';
  readonly code = 'raft.conf_change_refused';
  readonly reason: ConfChangeRefusal;

  constructor(reason: ConfChangeRefusal) {
    super(`The members do not change (${reason}).`);
    this.name = 'ConfChangeRefused';
    this.reason = reason;
  }
}

export type ReadRefusal = 'timeout' | 'aborted' | 'closed' | 'overloaded';

/** Nothing was read; asking again does no harm. */
export class ReadRefused extends RaftError {
  readonly kind = 'dropped';
  readonly code = 'raft.read_refused';
  readonly reason: ReadRefusal;

  constructor(reason: ReadRefusal) {
    super(`The read was not served (${reason}).`);
    this.name = 'ReadRefused';
    this.reason = reason;
  }
}

export type TransferRefusal = 'self' | 'not-a-voter' | 'unreachable' | 'gave-up' | 'closed';

/** This node leads on, as far as it knows. */
export class TransferFailed extends RaftError {
  readonly kind = 'dropped';
  readonly code = 'raft.transfer_failed';
  readonly reason: TransferRefusal;

  constructor(reason: TransferRefusal) {
    super(`Leadership was not handed over (${reason}).`);
    this.name = 'TransferFailed';
    this.reason = reason;
  }
}

/**
 * The node stopped for good: its disk refused a write or sync, its files belong to another node, or
 * the state machine threw. Nothing is retried (a retried fsync may report success for pages that
 * are gone); the process should end and start again from what is on disk.
 */
export class NodeFailed extends RaftError {
  readonly kind = 'failed';
  readonly code = 'raft.node_failed';

  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'NodeFailed';
  }
}

/**
 * The leader names as committed what this very card acknowledged as durable, and the log lacks it: an
 * old image was put back, or a sync was a lie. The card has to be wiped and taken in anew.
 */
export class LogRegressed extends Error {
  constructor() {
    super('The log lacks what this card has acknowledged.');
    this.name = 'LogRegressed';
  }
}
