import { assert } from './assert.ts';
import { type ConfChangeFault, InvalidConfChange, isJoint } from './confchange.ts';
import { becomeFollower } from './follower.ts';
import {
  advanceCommit,
  appendOwn,
  broadcastAppend,
  isFit,
  leaveToSuccessor,
  sendHeartbeats,
} from './leader.ts';
import {
  changeConf,
  type ConfChange,
  type ConfCommand,
  decodeConfCommand,
  encodeConfCommand,
  incarnationOf,
  isSimple,
} from './membership.ts';
import { releaseReads } from './read-index.ts';
import type { RaftState } from './state.ts';
import type { Entry, Identity, Index, NodeId, Term } from './types.ts';

/** A change that somebody wants, made to the configuration that entry `expectedConfIndex` made. */
export interface ConfProposal {
  readonly changes: readonly ConfChange[];
  readonly expectedConfIndex: Index;
  /** `auto`: joint only when more than one voter changes. */
  readonly transition: 'auto' | 'joint' | 'joint-explicit' | 'leave';
}

/**
 * `conf-pending`: an earlier change, or the new leader's first entry, is not applied yet.
 * `conf-outdated`: the configuration is another one by now.
 */
export type ConfProposeResult =
  | { readonly index: Index; readonly term: Term }
  | 'not-leader'
  | 'transferring'
  | 'disk-unfit'
  | 'conf-pending'
  | 'conf-outdated'
  | 'too-many-voters'
  | ConfChangeFault;

const CHANGES_MAX = 255;

export function proposeConf(raft: RaftState, proposal: ConfProposal): ConfProposeResult {
  if (raft.role !== 'leader') return 'not-leader';
  if (raft.transfer) return 'transferring';
  if (!raft.tracker.isSelfVoter) return 'transferring';
  if (!isFit(raft)) return 'disk-unfit';
  const { conf } = raft.tracker;
  if (raft.appliedIndex < raft.pendingConfIndex) return 'conf-pending';
  if (conf.index !== proposal.expectedConfIndex) return 'conf-outdated';
  const { changes } = proposal;
  assert(changes.length <= CHANGES_MAX, 'a change has few parts');
  const isLeave = proposal.transition === 'leave';
  assert(
    isLeave === (changes.length === 0),
    'a change changes something, and leaving nothing else',
  );
  const automatic = isSimple(conf, changes) ? 'simple' : 'joint';
  const transition = proposal.transition === 'auto' ? automatic : proposal.transition;
  return append(raft, { transition, changes });
}

/** A `conf` entry takes effect: here, and not when it is appended, as in etcd. */
export function applyConf(raft: RaftState, entry: Entry): void {
  const command = decodeConfCommand(entry.data);
  assert(command !== null, 'a change of members was checked before it was appended');
  const { tracker, log } = raft;
  tracker.changeConf(changeConf(tracker.conf, command, entry.index), log.lastIndex);
  if (raft.role === 'follower') return;
  if (!tracker.isSelfVoter) {
    if (raft.role !== 'leader') {
      becomeFollower(raft, raft.term, null);
      return;
    }
    // So that the others know at once that it is out.
    sendHeartbeats(raft);
    leaveToSuccessor(raft);
  }
  if (raft.transfer && !tracker.isVoter(raft.transfer.to)) raft.transfer = null;
  // A smaller quorum may have had something all the while; new members are looked up.
  advanceCommit(raft);
  broadcastAppend(raft);
  releaseReads(raft);
  leaveByItself(raft);
}

/** What a leader does about members without being asked: one change at a time. */
export function maintainMembers(raft: RaftState): void {
  countCaughtUp(raft);
  if (!mayChange(raft)) return;
  if (isJoint(raft.tracker.conf)) {
    leaveByItself(raft);
    return;
  }
  const found = findUnidentified(raft);
  if (found.length > 0) {
    const changes = found.map((identity) => ({ type: 'identify' as const, ...identity }));
    append(raft, { transition: 'simple', changes });
    return;
  }
  const nodeId = findPromotable(raft);
  if (nodeId !== null) {
    append(raft, { transition: 'simple', changes: [{ type: 'add-voter', nodeId }] });
  }
}

/** Once, as the next change of members can only come after it (M2). */
export function leaveByItself(raft: RaftState): void {
  const { conf } = raft.tracker;
  if (!mayChange(raft) || !isJoint(conf) || !conf.autoLeave) return;
  append(raft, { transition: 'leave', changes: [] });
}

function mayChange(raft: RaftState): boolean {
  const isStaying = raft.transfer === null && raft.tracker.isSelfVoter;
  const isFree = raft.appliedIndex >= raft.pendingConfIndex && isStaying;
  return raft.role === 'leader' && isFree && isFit(raft);
}

function append(raft: RaftState, command: ConfCommand): ConfProposeResult {
  const { conf } = raft.tracker;
  try {
    const after = changeConf(conf, command, raft.log.lastIndex + 1);
    const { votersMax } = raft.config;
    const isMore = after.voters.length > conf.voters.length;
    if (isMore && after.voters.length > votersMax) return 'too-many-voters';
  } catch (error) {
    if (error instanceof InvalidConfChange) return error.fault;
    throw error;
  }
  const index = appendOwn(raft, 'conf', [encodeConfCommand(command)]);
  raft.pendingConfIndex = index;
  broadcastAppend(raft);
  return { index, term: raft.term };
}

/** Founding voters whose card the configuration does not know yet, though they have spoken. */
function findUnidentified(raft: RaftState): Identity[] {
  const { conf, peers, isSelfVoter } = raft.tracker;
  const spoken = new Map(raft.heard);
  if (isSelfVoter && raft.incarnation !== null) spoken.set(raft.id, raft.incarnation);
  return [raft.id, ...peers].flatMap((nodeId) => {
    const incarnation = spoken.get(nodeId);
    const isKnown = incarnationOf(conf, nodeId) !== null;
    return isKnown || incarnation === undefined ? [] : [{ nodeId, incarnation }];
  });
}

function countCaughtUp(raft: RaftState): void {
  const { tracker, log, config } = raft;
  for (const [id, progress] of tracker.progress) {
    progress.silentTicks += 1;
    const isClose =
      !tracker.isVoter(id) &&
      progress.silentTicks <= config.electionTicks &&
      progress.state === 'replicate' &&
      progress.match + config.promotionLagMax >= log.commit;
    if (!isClose) progress.caughtUpTicks = 0;
    else if (log.termAt(log.commit) === raft.term) progress.caughtUpTicks += 1;
  }
}

function findPromotable(raft: RaftState): NodeId | null {
  const { promotionTicks, votersMax } = raft.config;
  const { conf, progress } = raft.tracker;
  if (promotionTicks === 0 || conf.voters.length >= votersMax) return null;
  return (
    conf.learners.find(
      (id) =>
        !conf.heldLearners.includes(id) && (progress.get(id)?.caughtUpTicks ?? 0) >= promotionTicks,
    ) ?? null
  );
}
