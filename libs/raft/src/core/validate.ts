import { isConsistent } from './confchange.ts';
import { isConfChangeReadable } from './membership.ts';
import { isIncarnation, isNodeId } from './node-id.ts';
import type { AppendRequest, ConfState, Message, SnapshotMeta, VoteRequest } from './types.ts';

/** Whether a message can have been sent by a correct member at all; anything else is turned away. */
export function isWellFormed(message: Message): boolean {
  if (!isNodeId(message.from) || !isNodeId(message.to) || !isCount(message.term)) return false;
  if (message.incarnation !== undefined && !isIncarnation(message.incarnation)) return false;
  switch (message.type) {
    case 'pre-vote':
    case 'vote':
      return (
        message.term > 0 &&
        isCount(message.lastIndex) &&
        isCount(message.lastTerm) &&
        message.lastTerm < message.term &&
        isPlaceOrNone(message.committed)
      );
    case 'pre-vote-reply':
    case 'vote-reply':
      return isPlaceOrNone(message.committed);
    case 'append':
      return message.term > 0 && isCount(message.commit) && isAppendWellFormed(message);
    case 'append-accepted':
      return isCount(message.match);
    case 'append-rejected':
      return [message.rejectedIndex, message.hintIndex, message.hintTerm].every(isCount);
    case 'heartbeat':
      return message.term > 0 && isCount(message.commit) && isCount(message.readPosition);
    case 'heartbeat-reply':
      return isCount(message.readPosition);
    case 'snapshot':
      return message.term > 0 && isSnapshotWellFormed(message.snapshot, message.term);
    case 'timeout-now':
      return message.term > 0;
    case 'read-request':
      return isCount(message.token);
    case 'read-reply':
      return message.term > 0 && isCount(message.token) && isCount(message.index);
  }
}

function isPlaceOrNone(place: VoteRequest['committed']): boolean {
  return place === undefined || (isCount(place.index) && isCount(place.term));
}

function isAppendWellFormed(message: AppendRequest): boolean {
  const { prevIndex, prevTerm, entries, term } = message;
  if (!isCount(prevIndex) || !isCount(prevTerm) || prevTerm > term) return false;
  if ((prevIndex === 0) !== (prevTerm === 0)) return false;
  if (message.founding !== undefined) {
    if (prevIndex !== 0 || !isConfStateWellFormed(message.founding, 0)) return false;
  }
  let last = { index: prevIndex, term: prevTerm };
  for (const entry of entries) {
    if (!isCount(entry.index) || !isCount(entry.term)) return false;
    if (entry.index !== last.index + 1 || entry.term < last.term || entry.term > term) return false;
    if (entry.term === 0) return false;
    if (entry.type === 'conf' && !isConfChangeReadable(entry.data)) return false;
    last = entry;
  }
  return true;
}

function isSnapshotWellFormed(snapshot: SnapshotMeta, term: number): boolean {
  const { index, confState } = snapshot;
  const isPlace = isCount(index) && isCount(snapshot.term) && index > 0 && snapshot.term > 0;
  return isPlace && snapshot.term <= term && isConfStateWellFormed(confState, index);
}

function isConfStateWellFormed(conf: ConfState, indexMax: number): boolean {
  const ids = [...conf.voters, ...conf.votersOutgoing, ...conf.learners, ...conf.heldLearners];
  const identities = [...conf.identities, ...conf.retired];
  return (
    isCount(conf.index) &&
    conf.index <= indexMax &&
    conf.voters.length > 0 &&
    ids.every(isNodeId) &&
    identities.every((one) => isNodeId(one.nodeId) && isIncarnation(one.incarnation)) &&
    isConsistent(conf)
  );
}

// Far below the last safe integer, so that sums of two never leave the safe range.
function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 2 ** 52;
}
