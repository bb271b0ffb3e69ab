import { assert } from './assert.ts';
import { becomeFollower, type StepResult } from './follower.ts';
import { entriesBytes, type Progress } from './progress.ts';
import { releaseReads } from './read-index.ts';
import type { RaftState } from './state.ts';
import { continueTransfer, findSuccessor, startTransfer, tickTransfer } from './transfer.ts';
import type {
  AppendAccepted,
  AppendRejected,
  EntryType,
  HeartbeatReply,
  Index,
  NodeId,
} from './types.ts';

/** The winner begins with a blank entry: only by committing that may it commit what it inherited. */
export function becomeLeader(raft: RaftState): void {
  assert(raft.role === 'candidate', 'only a candidate becomes leader');
  raft.role = 'leader';
  raft.leaderId = raft.id;
  raft.votes.clear();
  raft.electionElapsed = 0;
  raft.heartbeatElapsed = 0;
  raft.uncommittedBytes = 0;
  raft.hasTriedTransfer = false;
  raft.tracker.startLeading(raft.log.lastIndex);
  // Once this entry is applied, all changes of members before it are, and something of the own term
  // is committed: only then may the next change be proposed (M1).
  raft.pendingConfIndex = appendOwn(raft, 'blank', [new Uint8Array(0)]);
  broadcastAppend(raft);
}

/** Adds entries to the own log; they count for the quorum only once they are on the own disk. */
export function appendOwn(raft: RaftState, type: EntryType, data: readonly Uint8Array[]): Index {
  const first = raft.log.lastIndex + 1;
  const entries = data.map((bytes, at) => ({
    term: raft.term,
    index: first + at,
    type,
    data: bytes,
  }));
  raft.log.append(entries);
  raft.uncommittedBytes += entriesBytes(entries);
  return first;
}

export function broadcastAppend(raft: RaftState): void {
  for (const to of raft.tracker.peers) sendAppend(raft, to, { evenIfEmpty: true });
}

function sendAppend(raft: RaftState, to: NodeId, options: { evenIfEmpty: boolean }): boolean {
  const progress = raft.tracker.find(to);
  if (!progress || progress.isPaused) return false;
  const prevIndex = progress.next - 1;
  const prevTerm = raft.log.termAt(prevIndex);
  // The beginning of the log is of use only along with who founded the cluster.
  const isBeginningGone = prevIndex === 0 && raft.snapshot.index > 0;
  if (prevTerm === null || isBeginningGone) return offerSnapshot(raft, to, progress);
  const isStreamFull = progress.state === 'replicate' && progress.inflights.isFull;
  const entries = isStreamFull
    ? []
    : raft.log.slice(progress.next, raft.log.lastIndex, raft.config.appendBytesMax);
  if (entries.length === 0 && !options.evenIfEmpty) return false;
  const { commit } = raft.log;
  const { epoch } = progress;
  const founding = prevIndex === 0 ? { founding: raft.snapshot.confState } : {};
  raft.send({ type: 'append', to, prevIndex, prevTerm, entries, commit, epoch, ...founding });
  progress.onSent(entries);
  progress.onTold(Math.min(commit, prevIndex + entries.length));
  return true;
}

/** What the follower lacks was compacted here, so that the entries cannot be sent (L5, S5). */
function offerSnapshot(raft: RaftState, to: NodeId, progress: Progress): boolean {
  const { snapshot } = raft;
  assert(progress.next <= raft.log.lastIndex, 'only what was compacted is missing in the log');
  assert(snapshot.index >= raft.log.base.index, 'what was compacted is in the snapshot');
  if (!progress.isActive) return false;
  raft.send({ type: 'snapshot', to, snapshot, epoch: progress.epoch });
  progress.becomeSnapshot(snapshot.index);
  return true;
}

/**
 * Moves the commit index to what a quorum has durably. The followers hear of it with the next append,
 * or at the next tick: a message of its own for each would be half of all there are. What begins a
 * term or changes members they hear at once.
 */
export function advanceCommit(raft: RaftState): void {
  const { log } = raft;
  const index = raft.tracker.committed(log.unstable.stableIndex);
  if (index <= log.commit) return;
  // §5.4.2: entries of earlier terms are committed only along with one of the own term.
  if (log.termAt(index) !== raft.term) return;
  const before = log.commit;
  log.commitTo(index);
  const own = log.slice(before + 1, index, Infinity).filter((entry) => entry.term === raft.term);
  raft.uncommittedBytes -= entriesBytes(own);
  assert(raft.uncommittedBytes >= 0, 'no more is committed than was proposed');
  if (own.some(({ type }) => type !== 'normal')) broadcastAppend(raft);
}

/** Those who can know that more is committed, and were not told. */
function tellCommit(raft: RaftState): void {
  for (const [to, progress] of raft.tracker.progress) {
    if (isUntold(raft, progress)) sendAppend(raft, to, { evenIfEmpty: true });
  }
}

function isUntold({ log }: RaftState, { match, toldCommit }: Progress): boolean {
  return toldCommit < Math.min(match, log.commit);
}

export function tickLeader(raft: RaftState): void {
  raft.electionElapsed += 1;
  raft.heartbeatElapsed += 1;
  if (raft.electionElapsed >= raft.config.electionTicks) {
    raft.electionElapsed = 0;
    // Check-quorum (dissertation §6.2): who cannot reach a majority makes room for who can.
    if (!raft.tracker.takeQuorumActivity()) {
      becomeFollower(raft, raft.term, null);
      return;
    }
  }
  tickTransfer(raft);
  if (!raft.transfer && !raft.tracker.isSelfVoter) leaveToSuccessor(raft);
  else if (!raft.transfer && !isFit(raft)) standAside(raft);
  if (!isLeading(raft)) return;
  if (raft.heartbeatElapsed >= raft.config.heartbeatTicks) sendHeartbeats(raft);
  else tellCommit(raft);
}

export function isFit({ fitness }: RaftState): boolean {
  return fitness.canLead && fitness.canAppend;
}

/** A leader that cannot write hands over, or makes room; alone it stays, and refuses (D8). */
function standAside(raft: RaftState): void {
  if (raft.tracker.isSelfOnlyVoter) return;
  const successor = findSuccessor(raft);
  // After a transfer that came to nothing somebody else has to find out.
  if (successor === null || raft.hasTriedTransfer) becomeFollower(raft, raft.term, null);
  else if (startTransfer(raft, successor) === 'ok') raft.hasTriedTransfer = true;
}

/**
 * A leader that is no voter any more goes once another can lead (M4). Not before: what remains may not
 * know yet that the change is committed, and would need the vote of this node, which has a longer log.
 */
export function leaveToSuccessor(raft: RaftState): void {
  const successor = findSuccessor(raft);
  if (successor !== null) startTransfer(raft, successor);
}

function isLeading(raft: RaftState): boolean {
  return raft.role === 'leader';
}

export function sendHeartbeats(raft: RaftState): void {
  raft.heartbeatElapsed = 0;
  raft.reads.onRound();
  const readPosition = raft.reads.position;
  for (const [to, progress] of raft.tracker.progress) {
    // Beyond `match` the follower's log may differ, whatever is committed elsewhere.
    const commit = Math.min(progress.match, raft.log.commit);
    raft.send({ type: 'heartbeat', to, commit, epoch: progress.epoch, readPosition });
    progress.onTold(commit);
  }
}

/** One round of heartbeats for all reads that came since the last one. */
export function askForReads(raft: RaftState): void {
  if (raft.role === 'leader' && raft.reads.needsRound) sendHeartbeats(raft);
}

export function handleAccepted(raft: RaftState, message: AppendAccepted): StepResult {
  const progress = raft.tracker.find(message.from);
  if (!progress || progress.epoch !== message.epoch) return 'ok';
  if (message.match > raft.log.lastIndex) return 'inconsistent';
  progress.hear();
  const wasPaused = progress.isPaused;
  if (!progress.onAccepted(message.match)) return 'ok';
  continueTransfer(raft);
  advanceCommit(raft);
  if (wasPaused) sendAppend(raft, message.from, { evenIfEmpty: true });
  while (sendAppend(raft, message.from, { evenIfEmpty: false })) {
    // Fill the pipeline.
  }
  return 'ok';
}

export function handleRejected(raft: RaftState, message: AppendRejected): StepResult {
  const progress = raft.tracker.find(message.from);
  if (!progress || progress.epoch !== message.epoch) return 'ok';
  progress.hear();
  const probe = raft.log.findConflictByTerm(message.hintIndex, message.hintTerm);
  if (progress.onRejected(message.rejectedIndex, probe.index)) {
    sendAppend(raft, message.from, { evenIfEmpty: true });
  }
  return 'ok';
}

export function handleHeartbeatReply(raft: RaftState, message: HeartbeatReply): StepResult {
  const progress = raft.tracker.find(message.from);
  if (!progress || progress.epoch !== message.epoch) return 'ok';
  if (message.readPosition > raft.reads.position) return 'inconsistent';
  progress.onHeartbeatReply(message.readPosition);
  releaseReads(raft);
  // An empty append behind lost ones is refused, and that starts the stream again; so a window
  // full of lost appends does not stay full.
  const isBehind = progress.match < raft.log.lastIndex || progress.state === 'probe';
  // Whoever asked to read may wait for what is committed since.
  if (isBehind || isUntold(raft, progress)) {
    sendAppend(raft, message.from, { evenIfEmpty: true });
  }
  return 'ok';
}
