import { assert } from './assert.ts';
import { handleVoteReply, handleVoteRequest, isHeldByLeader, tickElection } from './election.ts';
import { becomeFollower, handleAppend, handleHeartbeat, type StepResult } from './follower.ts';
import { handleAccepted, handleHeartbeatReply, handleRejected, tickLeader } from './leader.ts';
import { type RaftState } from './state.ts';
import { type AppendRequest, type Heartbeat, type Message } from './types.ts';
import { isWellFormed } from './validate.ts';

export function tick(raft: RaftState): void {
  if (raft.role === 'leader') tickLeader(raft);
  else tickElection(raft);
}

/** Takes one message in. Total: whatever a peer sends, it answers and never throws. */
export function step(raft: RaftState, message: Message): StepResult {
  if (!isWellFormed(message) || message.to !== raft.id) return 'malformed';
  if (!raft.tracker.isMember(message.from)) return 'unknown-peer';
  const refusal = refuse(raft, message);
  if (refusal) return refusal;
  if (message.term > raft.term && !enterTerm(raft, message)) return 'ok';
  if (message.term < raft.term) return answerOldTerm(raft, message);
  return dispatch(raft, message);
}

/** Finds what no correct member sends before any state changes: the term must not change by it. */
function refuse(raft: RaftState, message: Message): StepResult | null {
  const isFromLeader = message.type === 'append' || message.type === 'heartbeat';
  if (!isFromLeader || message.term < raft.term) return null;
  const isSecondLeader =
    message.term === raft.term && raft.leaderId !== null && raft.leaderId !== message.from;
  if (isSecondLeader) return 'inconsistent';
  return message.type === 'append' && contradictsCommitted(raft, message) ? 'inconsistent' : null;
}

function contradictsCommitted(raft: RaftState, message: AppendRequest): boolean {
  const { log } = raft;
  if (message.prevIndex <= log.commit && log.termAt(message.prevIndex) !== message.prevTerm) {
    return true;
  }
  return message.entries.some(
    (entry) => entry.index <= log.commit && log.termAt(entry.index) !== entry.term,
  );
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
      becomeFollower(raft, message.term, message.from);
      return true;
    case 'vote-reply':
    case 'append-accepted':
    case 'append-rejected':
    case 'heartbeat-reply':
    case 'snapshot':
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
      raft.send({ type: 'pre-vote-reply', to: message.from, granted: false });
      return 'ok';
    case 'vote':
    case 'vote-reply':
    case 'pre-vote-reply':
    case 'append-accepted':
    case 'append-rejected':
    case 'heartbeat-reply':
    case 'snapshot':
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
      return handleFromLeader(raft, message);
    case 'append-accepted':
      return handleAccepted(raft, message);
    case 'append-rejected':
      return handleRejected(raft, message);
    case 'heartbeat-reply':
      return handleHeartbeatReply(raft, message);
    case 'snapshot':
    case 'timeout-now':
    case 'read-request':
    case 'read-reply':
      return 'ok';
  }
}

function handleFromLeader(raft: RaftState, message: AppendRequest | Heartbeat): StepResult {
  assert(raft.role !== 'leader', 'a term has one leader');
  if (raft.role !== 'follower') becomeFollower(raft, raft.term, message.from);
  return message.type === 'append' ? handleAppend(raft, message) : handleHeartbeat(raft, message);
}
