import type { RaftState } from './state.ts';
import type { AppendRequest, Heartbeat, NodeId, SnapshotOffer, Term } from './types.ts';

/** What became of a message; everything but `ok` is counted by the driver and changed nothing. */
export type StepResult =
  | 'ok'
  | 'malformed'
  | 'unknown-peer'
  /** Of a card that is a member no more, or is not the one that is. */
  | 'stale-incarnation'
  /** Contradicts what is committed, or a peer claims what it cannot have. */
  | 'inconsistent'
  /** The leader says this node once had, durably, what it has no more: a lost or foreign disk. */
  | 'log-regressed'
  /** The disk takes no entries at present; the leader was heard. */
  | 'disk-unfit';

export function becomeFollower(raft: RaftState, term: Term, leaderId: NodeId | null): void {
  if (term !== raft.term) {
    raft.term = term;
    raft.vote = null;
    raft.leaderEpoch = 0;
  }
  raft.role = 'follower';
  raft.leaderId = leaderId;
  raft.votes.clear();
  raft.uncommittedBytes = 0;
  raft.heartbeatElapsed = 0;
  raft.transfer = null;
  raft.reads.clear();
  raft.heard.clear();
  raft.tracker.stopLeading();
  raft.drawDeadline();
}

/** AppendEntries at the receiver (figure 2), of the present term's leader. */
export function handleAppend(raft: RaftState, message: AppendRequest): StepResult {
  hear(raft, message);
  adoptFounding(raft, message);
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
    // Said to nobody: the leader sends again with each heartbeat, until the disk takes entries.
    if (!raft.fitness.canAppend) return 'disk-unfit';
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
  hear(raft, message);
  if (message.commit > raft.log.lastIndex) {
    // Meant for the card that had this id before, or said of this very one?
    return isMemberCard(raft) ? 'log-regressed' : 'stale-incarnation';
  }
  raft.log.commitTo(message.commit);
  const { epoch, readPosition } = message;
  raft.send({ type: 'heartbeat-reply', to: message.from, epoch, readPosition });
  return 'ok';
}

function isMemberCard({ tracker, id, incarnation }: RaftState): boolean {
  return tracker.isMember({ from: id, ...(incarnation === null ? {} : { incarnation }) });
}

/** InstallSnapshot (§7); the application's bytes are on this disk already. */
export function handleSnapshot(raft: RaftState, message: SnapshotOffer): StepResult {
  hear(raft, message);
  const { log } = raft;
  const { snapshot, from: to, epoch } = message;
  if (snapshot.index > log.commit) {
    if (log.termAt(snapshot.index) === snapshot.term) {
      // All of it stands in the own log, and need not be thrown away to be had again.
      log.commitTo(snapshot.index);
    } else {
      if (!raft.fitness.canAppend) return 'disk-unfit';
      // What disagrees goes, beyond the snapshot's index too: it cannot be the leader's (S1, S2).
      log.restore(snapshot);
      raft.snapshot = snapshot;
      raft.isSnapshotNew = true;
      raft.restoring = snapshot;
      raft.tracker.changeConf(snapshot.confState, log.lastIndex);
    }
  }
  raft.send({ type: 'append-accepted', to, match: Math.max(snapshot.index, log.commit), epoch });
  return 'ok';
}

function hear(raft: RaftState, message: AppendRequest | Heartbeat | SnapshotOffer): void {
  raft.electionElapsed = 0;
  raft.leaderId = message.from;
  raft.leaderEpoch = Math.max(raft.leaderEpoch, message.epoch);
}

/** Who waits to be told of a cluster begins where its founders began. */
function adoptFounding(raft: RaftState, { founding }: AppendRequest): void {
  if (founding === undefined) return;
  const isNew = raft.tracker.conf.voters.length === 0 && raft.log.lastIndex === 0;
  if (!isNew) return;
  raft.snapshot = { ...raft.snapshot, confState: founding };
  raft.isSnapshotNew = true;
  raft.tracker.changeConf(founding, 0);
}
