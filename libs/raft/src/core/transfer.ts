import type { RaftState } from './state.ts';
import type { NodeId } from './types.ts';

export type TransferResult = 'ok' | 'not-leader' | 'self' | 'not-a-voter' | 'unreachable';

/**
 * Begins to hand over: nothing is proposed any more until the target has the whole log and is told to
 * campaign, or an election timeout has passed (dissertation §3.10).
 */
export function startTransfer(raft: RaftState, to: NodeId): TransferResult {
  if (raft.role !== 'leader') return 'not-leader';
  if (to === raft.id) return 'self';
  const progress = raft.tracker.find(to);
  if (!progress || !raft.tracker.isVoter(to)) return 'not-a-voter';
  if (!progress.isActive || progress.state === 'snapshot') return 'unreachable';
  if (raft.transfer && raft.transfer.to !== to) abortTransfer(raft);
  raft.transfer ??= { to, elapsed: 0, isAsked: false };
  continueTransfer(raft);
  return 'ok';
}

/** Tells the target to campaign once it has, durably, all that there is. */
export function continueTransfer(raft: RaftState): void {
  const { transfer } = raft;
  if (!transfer || transfer.isAsked) return;
  const progress = raft.tracker.find(transfer.to);
  if (progress?.match !== raft.log.lastIndex) return;
  transfer.isAsked = true;
  raft.send({ type: 'timeout-now', to: transfer.to, epoch: progress.epoch });
}

export function tickTransfer(raft: RaftState): void {
  if (!raft.transfer) return;
  raft.transfer.elapsed += 1;
  if (raft.transfer.elapsed >= raft.config.electionTicks) abortTransfer(raft);
}

/** Goes on leading; the target is not to obey what it was told before. */
export function abortTransfer(raft: RaftState): void {
  const progress = raft.transfer ? raft.tracker.find(raft.transfer.to) : undefined;
  raft.transfer = null;
  if (progress) raft.tracker.renewEpoch(progress);
}

/** To whom an unfit leader hands over: whoever answers and has most; null when nobody does. */
export function findSuccessor(raft: RaftState): NodeId | null {
  const able = [...raft.tracker.progress]
    .filter(([id]) => raft.tracker.isVoter(id))
    .filter(([, progress]) => progress.isActive && progress.state === 'replicate')
    .sort(([, left], [, right]) => right.match - left.match);
  return able[0]?.[0] ?? null;
}
