import { type RaftState } from './state.ts';
import { type AppendRequest, type Heartbeat, type NodeId, type Term } from './types.ts';

/** What became of a message; everything but `ok` is counted by the driver and changed nothing. */
export type StepResult =
  | 'ok'
  | 'malformed'
  | 'unknown-peer'
  /** Contradicts what is committed, or a peer claims what it cannot have. */
  | 'inconsistent'
  /** The leader says this node once had, durably, what it has no more: a lost or foreign disk. */
  | 'log-regressed';

export function becomeFollower(raft: RaftState, term: Term, leaderId: NodeId | null): void {
  if (term !== raft.term) {
    raft.term = term;
    raft.vote = null;
  }
  raft.role = 'follower';
  raft.leaderId = leaderId;
  raft.votes.clear();
  raft.uncommittedBytes = 0;
  raft.heartbeatElapsed = 0;
  raft.tracker.stopLeading();
  raft.drawDeadline();
}

/** AppendEntries at the receiver (figure 2), of the present term's leader. */
export function handleAppend(raft: RaftState, message: AppendRequest): StepResult {
  raft.electionElapsed = 0;
  raft.leaderId = message.from;
  const { log } = raft;
  const { from: to, epoch, prevIndex, prevTerm, entries } = message;
  if (prevIndex < log.commit) {
    // A late message: what it holds up to the commit index is here already, and agreed.
    raft.send({ type: 'append-accepted', to, match: log.commit, epoch });
    return 'ok';
  }
  if (log.termAt(prevIndex) !== prevTerm) {
    const hint = log.findConflictByTerm(prevIndex, prevTerm);
    raft.send({
      type: 'append-rejected',
      to,
      rejectedIndex: prevIndex,
      hintIndex: hint.index,
      hintTerm: hint.term,
      epoch,
    });
    return 'ok';
  }
  const conflict = log.findConflict(entries);
  if (conflict !== null) {
    // Only from the first conflict on: a late message may be shorter than what came after it.
    log.truncateAfter(conflict - 1);
    log.append(entries.slice(conflict - prevIndex - 1));
  }
  // Not the end of the own log: what stands beyond this message's entries was not compared.
  const match = prevIndex + entries.length;
  log.commitTo(Math.max(log.commit, Math.min(message.commit, match)));
  raft.send({ type: 'append-accepted', to, match, epoch });
  return 'ok';
}

export function handleHeartbeat(raft: RaftState, message: Heartbeat): StepResult {
  raft.electionElapsed = 0;
  raft.leaderId = message.from;
  if (message.commit > raft.log.lastIndex) return 'log-regressed';
  raft.log.commitTo(message.commit);
  raft.send({
    type: 'heartbeat-reply',
    to: message.from,
    epoch: message.epoch,
    readPosition: message.readPosition,
  });
  return 'ok';
}
