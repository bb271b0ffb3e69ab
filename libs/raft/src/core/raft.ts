import { assert } from './assert.ts';
import {
  handleTimeoutNow,
  handleVoteReply,
  handleVoteRequest,
  isHeldByLeader,
  knownCommitted,
  tickElection,
} from './election.ts';
import {
  becomeFollower,
  handleAppend,
  handleHeartbeat,
  handleSnapshot,
  type StepResult,
} from './follower.ts';
import { handleAccepted, handleHeartbeatReply, handleRejected, tickLeader } from './leader.ts';
import type { RaftLog } from './log.ts';
import { maintainMembers } from './members.ts';
import { incarnationOf, membersOf } from './membership.ts';
import { handleReadReply, handleReadRequest } from './read-index.ts';
import type { RaftState } from './state.ts';
import type { AppendRequest, Heartbeat, Index, Message, SnapshotOffer, Term } from './types.ts';
import { isWellFormed } from './validate.ts';

export function tick(raft: RaftState): void {
  if (raft.role !== 'leader') {
    tickElection(raft);
    return;
  }
  tickLeader(raft);
  maintainMembers(raft);
}

/** Takes one message in. Total: whatever a peer sends, it answers and never throws. */
export function step(raft: RaftState, message: Message): StepResult {
  if (!isWellFormed(message) || message.to !== raft.id) return 'malformed';
  const stranger = refuseSender(raft, message);
  if (stranger) return stranger;
  const refusal = refuse(raft, message);
  if (refusal) return refusal;
  if (message.term > raft.term && !enterTerm(raft, message)) return 'ok';
  if (message.term < raft.term) return answerOldTerm(raft, message);
  return dispatch(raft, message);
}

/**
 * Requests may come from whom this node does not know yet: a vote is due to a candidate whose
 * membership has not arrived here (E7), and a leader brings that news itself. Answers count for a
 * quorum, so they count from the very card that is a member. A card that is retired changes nothing.
 */
function refuseSender(raft: RaftState, message: Message): StepResult | null {
  const { tracker } = raft;
  if (tracker.isRetired(message)) return 'stale-incarnation';
  if (!isAnswer(message)) return null;
  if (!tracker.isMember(message)) {
    return membersOf(tracker.conf).includes(message.from) ? 'stale-incarnation' : 'unknown-peer';
  }
  if (raft.role !== 'leader' || message.incarnation === undefined) return null;
  if (incarnationOf(tracker.conf, message.from) !== null) return null;
  const first = raft.heard.get(message.from);
  if (first === undefined) raft.heard.set(message.from, message.incarnation);
  return first === undefined || first === message.incarnation ? null : 'stale-incarnation';
}

function isAnswer({ type }: Message): boolean {
  switch (type) {
    case 'pre-vote-reply':
    case 'vote-reply':
    case 'append-accepted':
    case 'append-rejected':
    case 'heartbeat-reply':
      return true;
    case 'pre-vote':
    case 'vote':
    case 'append':
    case 'heartbeat':
    case 'snapshot':
    case 'timeout-now':
    case 'read-request':
    case 'read-reply':
      return false;
  }
}

/** Finds what no correct member sends before any state changes: the term must not change by it. */
function refuse(raft: RaftState, message: Message): StepResult | null {
  const isFromLeader =
    message.type === 'append' || message.type === 'heartbeat' || message.type === 'snapshot';
  if (!isFromLeader || message.term < raft.term) return null;
  const isSecondLeader =
    message.term === raft.term && raft.leaderId !== null && raft.leaderId !== message.from;
  if (isSecondLeader) return 'inconsistent';
  if (message.type === 'heartbeat') return null;
  const { log } = raft;
  const contradicts =
    message.type === 'append' ? contradictsCommitted(log, message) : differs(log, message.snapshot);
  return contradicts ? 'inconsistent' : null;
}

function contradictsCommitted(log: RaftLog, message: AppendRequest): boolean {
  const { prevIndex, prevTerm, entries } = message;
  return (
    differs(log, { index: prevIndex, term: prevTerm }) || entries.some((one) => differs(log, one))
  );
}

/** From what is committed here; what is compacted cannot be compared any more. */
function differs(log: RaftLog, place: { readonly index: Index; readonly term: Term }): boolean {
  const { index, term } = place;
  return index >= log.base.index && index <= log.commit && log.termAt(index) !== term;
}

/** Of a later term; false when the message ends here. */
function enterTerm(raft: RaftState, message: Message): boolean {
  switch (message.type) {
    case 'pre-vote':
      return !isHeldByLeader(raft, message);
    case 'vote':
      if (isHeldByLeader(raft, message)) return false;
      break;
    case 'pre-vote-reply':
      // A grant carries the term asked for, which nobody has entered yet.
      if (message.granted) return true;
      break;
    case 'append':
    case 'heartbeat':
    case 'snapshot':
      becomeFollower(raft, message.term, message.from);
      return true;
    case 'vote-reply':
    case 'append-accepted':
    case 'append-rejected':
    case 'heartbeat-reply':
    case 'timeout-now':
    case 'read-request':
    case 'read-reply':
      break;
  }
  becomeFollower(raft, message.term, null);
  return true;
}

function answerOldTerm(raft: RaftState, message: Message): StepResult {
  switch (message.type) {
    case 'append':
    case 'heartbeat':
    case 'snapshot':
      // The old leader must learn the term: this node will not follow it, and by pre-vote and
      // stickiness may never get its own candidacy heard. Epoch 0 is no follower's.
      raft.send({
        type: 'append-rejected',
        to: message.from,
        rejectedIndex: 0,
        hintIndex: 0,
        hintTerm: 0,
        epoch: 0,
      });
      return 'ok';
    case 'pre-vote':
      raft.send({
        type: 'pre-vote-reply',
        to: message.from,
        granted: false,
        ...knownCommitted(raft),
      });
      return 'ok';
    case 'vote':
    case 'vote-reply':
    case 'pre-vote-reply':
    case 'append-accepted':
    case 'append-rejected':
    case 'heartbeat-reply':
    case 'timeout-now':
    case 'read-request':
    case 'read-reply':
      return 'ok';
  }
}

function dispatch(raft: RaftState, message: Message): StepResult {
  switch (message.type) {
    case 'pre-vote':
    case 'vote':
      return handleVoteRequest(raft, message);
    case 'pre-vote-reply':
    case 'vote-reply':
      return handleVoteReply(raft, message);
    case 'append':
    case 'heartbeat':
    case 'snapshot':
      return handleFromLeader(raft, message);
    case 'append-accepted':
      return handleAccepted(raft, message);
    case 'append-rejected':
      return handleRejected(raft, message);
    case 'heartbeat-reply':
      return handleHeartbeatReply(raft, message);
    case 'timeout-now':
      return handleTimeoutNow(raft, message);
    case 'read-request':
      return handleReadRequest(raft, message);
    case 'read-reply':
      return handleReadReply(raft, message);
  }
}

function handleFromLeader(
  raft: RaftState,
  message: AppendRequest | Heartbeat | SnapshotOffer,
): StepResult {
  assert(raft.role !== 'leader', 'a term has one leader');
  if (raft.role !== 'follower') becomeFollower(raft, raft.term, message.from);
  switch (message.type) {
    case 'append':
      return handleAppend(raft, message);
    case 'heartbeat':
      return handleHeartbeat(raft, message);
    case 'snapshot':
      return handleSnapshot(raft, message);
  }
}
