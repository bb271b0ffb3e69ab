import type { StepResult } from './follower.ts';
import type { RaftState } from './state.ts';
import type { NodeId, ReadReply, ReadRequest } from './types.ts';

/**
 * `not-ready`: this leader has committed nothing of its term yet, so that it cannot know what is
 * committed (R2); ask again soon.
 */
export type ReadResult = 'pending' | 'not-leader' | 'not-ready' | 'overloaded';

/** Asks for the index that a read must have seen; `Ready.reads` brings the answer, or nothing does. */
export function askToRead(raft: RaftState, token: number): ReadResult {
  if (raft.role === 'leader') return queueRead(raft, token, null);
  if (raft.leaderId === null) return 'not-leader';
  raft.send({ type: 'read-request', to: raft.leaderId, token, life: raft.reads.life });
  return 'pending';
}

export function handleReadRequest(raft: RaftState, message: ReadRequest): StepResult {
  const { from: id, token, life } = message;
  // What cannot be answered is not: the follower asks again.
  if (raft.role === 'leader') queueRead(raft, token, { id, life });
  return 'ok';
}

export function handleReadReply(raft: RaftState, message: ReadReply): StepResult {
  if (message.life !== raft.reads.life) return 'ok';
  raft.reads.released.push({ token: message.token, index: message.index });
  return 'ok';
}

/** Followers have answered, or count differently now. */
export function releaseReads(raft: RaftState): void {
  const { reads, tracker } = raft;
  if (reads.count === 0) return;
  for (const { asker, token, index } of reads.take(tracker.readable(reads.position))) {
    if (asker === null) reads.released.push({ token, index });
    else raft.send({ type: 'read-reply', to: asker.id, token, life: asker.life, index });
  }
}

function queueRead(
  raft: RaftState,
  token: number,
  asker: { readonly id: NodeId; readonly life: number } | null,
): ReadResult {
  const { log, reads } = raft;
  if (log.termAt(log.commit) !== raft.term) return 'not-ready';
  if (reads.isFull) return 'overloaded';
  reads.add({ token, asker, index: log.commit });
  if (raft.tracker.isSelfOnlyVoter) releaseReads(raft);
  return 'pending';
}
