import { becomeFollower, type StepResult } from './follower.ts';
import { becomeLeader } from './leader.ts';
import type { RaftState } from './state.ts';
import type { TimeoutNow, VoteReply, VoteRequest } from './types.ts';

/** Asks "would you vote for me?" before it disturbs anybody with a new term (dissertation §9.6). */
export function startPreVote(raft: RaftState): void {
  raft.role = 'pre-candidate';
  raft.leaderId = null;
  raft.votes = new Map([[raft.id, true]]);
  raft.drawDeadline();
  if (raft.tracker.votes(raft.votes) === 'won') {
    startElection(raft);
    return;
  }
  requestVotes(raft, 'pre-vote');
}

function startElection(raft: RaftState, options: { readonly isTransfer?: true } = {}): void {
  raft.role = 'candidate';
  raft.term += 1;
  raft.vote = raft.id;
  raft.leaderId = null;
  raft.votes = new Map();
  raft.drawDeadline();
  // The own vote is a vote like any other: it counts once it is on disk.
  raft.send({ type: 'vote-reply', to: raft.id, granted: true });
  requestVotes(raft, 'vote', options);
}

function requestVotes(
  raft: RaftState,
  type: 'pre-vote' | 'vote',
  transfer: { readonly isTransfer?: true } = {},
): void {
  const term = type === 'pre-vote' ? raft.term + 1 : raft.term;
  const { lastIndex, lastTerm } = raft.log;
  const committed = knownCommitted(raft);
  for (const to of raft.tracker.otherVoters) {
    raft.send({ type, to, term, lastIndex, lastTerm, ...committed, ...transfer });
  }
}

/** As it is told to others; nothing where nothing is. */
export function knownCommitted({ log }: RaftState): Pick<VoteRequest, 'committed'> {
  const index = log.commit;
  const term = log.termAt(index);
  return index > 0 && term !== null ? { committed: { index, term } } : {};
}

export function tickElection(raft: RaftState): void {
  raft.electionElapsed += 1;
  if (raft.electionElapsed < raft.electionDeadline) return;
  if (mayCampaign(raft)) startPreVote(raft);
  else raft.drawDeadline();
}

/**
 * Not with a change of members that is committed and not applied: it would count its votes by a
 * configuration that is over (E8). Not while the application is being replaced, nor when unfit.
 */
function mayCampaign(raft: RaftState): boolean {
  const { log, appliedIndex, tracker, fitness } = raft;
  if (!tracker.isSelfVoter || !fitness.canLead || !fitness.canAppend || raft.restoring)
    return false;
  const unapplied = log.slice(appliedIndex + 1, log.commit, Infinity);
  return !unapplied.some(({ type }) => type === 'conf');
}

/** The leader hands over: no pre-vote, as everybody still hears that leader (T2). */
export function handleTimeoutNow(raft: RaftState, message: TimeoutNow): StepResult {
  // Given up meanwhile, or of a leader that is none to this node (T1).
  const isLate = message.epoch < raft.leaderEpoch || raft.leaderId !== message.from;
  if (raft.role === 'follower' && !isLate && mayCampaign(raft)) {
    startElection(raft, { isTransfer: true });
  }
  return 'ok';
}

/**
 * Whoever hears a leader does not help to replace it (dissertation §4.2.3). A leader that asks for
 * votes itself has stepped down, and holds nobody to it.
 */
export function isHeldByLeader(raft: RaftState, request: VoteRequest): boolean {
  return (
    !request.isTransfer &&
    raft.leaderId !== null &&
    raft.leaderId !== request.from &&
    raft.electionElapsed < raft.config.electionTicks
  );
}

/** The same term at the same index is the same log up to there (log matching, §5.3). */
function learnCommitted(raft: RaftState, { committed }: Pick<VoteRequest, 'committed'>): void {
  if (!committed || committed.index <= raft.log.commit) return;
  if (raft.log.termAt(committed.index) === committed.term) raft.log.commitTo(committed.index);
}

export function handleVoteRequest(raft: RaftState, request: VoteRequest): StepResult {
  learnCommitted(raft, request);
  const isPreVote = request.type === 'pre-vote';
  const replyType = isPreVote ? 'pre-vote-reply' : 'vote-reply';
  const mayVote =
    raft.vote === request.from ||
    (raft.vote === null && raft.leaderId === null) ||
    (isPreVote && request.term > raft.term);
  const granted = mayVote && raft.log.isUpToDate(request.lastIndex, request.lastTerm);
  if (granted && !isPreVote) {
    raft.vote = request.from;
    raft.electionElapsed = 0;
  }
  // A grant names the term that was asked for; a refusal names the own, so that a candidate whose
  // term lies behind learns it (else it would ask for ever).
  const term = granted ? request.term : raft.term;
  const committed = granted ? {} : knownCommitted(raft);
  raft.send({ type: replyType, to: request.from, term, granted, ...committed });
  return 'ok';
}

export function handleVoteReply(raft: RaftState, reply: VoteReply): StepResult {
  learnCommitted(raft, reply);
  const isPreVote = reply.type === 'pre-vote-reply';
  // Late answers find another role: a leader, or a follower of another, is not to be elected again.
  if (raft.role !== (isPreVote ? 'pre-candidate' : 'candidate')) return 'ok';
  const expectedTerm = isPreVote && reply.granted ? raft.term + 1 : raft.term;
  if (reply.term !== expectedTerm) return 'ok';
  // One voter, one vote: a repeated message adds nothing.
  if (!raft.votes.has(reply.from)) raft.votes.set(reply.from, reply.granted);
  switch (raft.tracker.votes(raft.votes)) {
    case 'won':
      if (isPreVote) startElection(raft);
      else becomeLeader(raft);
      break;
    case 'lost':
      becomeFollower(raft, raft.term, null);
      break;
    case 'pending':
      break;
  }
  return 'ok';
}
