import type { AppendRequest, Message, NodeId } from './types.ts';

/** Whether a message can have been sent by a correct member at all; anything else is turned away. */
export function isWellFormed(message: Message): boolean {
  if (!isNodeId(message.from) || !isNodeId(message.to) || !isCount(message.term)) return false;
  switch (message.type) {
    case 'pre-vote':
    case 'vote':
      return (
        message.term > 0 &&
        isCount(message.lastIndex) &&
        isCount(message.lastTerm) &&
        message.lastTerm < message.term
      );
    case 'pre-vote-reply':
    case 'vote-reply':
      return true;
    case 'append':
      return message.term > 0 && isCount(message.commit) && isAppendWellFormed(message);
    case 'append-accepted':
      return isCount(message.match);
    case 'append-rejected':
      return [message.rejectedIndex, message.hintIndex, message.hintTerm].every(isCount);
    case 'heartbeat':
      return message.term > 0 && isCount(message.commit);
    case 'heartbeat-reply':
      return true;
  }
}

function isAppendWellFormed(message: AppendRequest): boolean {
  const { prevIndex, prevTerm, entries, term } = message;
  if (!isCount(prevIndex) || !isCount(prevTerm) || prevTerm > term) return false;
  if ((prevIndex === 0) !== (prevTerm === 0)) return false;
  let last = { index: prevIndex, term: prevTerm };
  for (const entry of entries) {
    if (!isCount(entry.index) || !isCount(entry.term)) return false;
    if (entry.index !== last.index + 1 || entry.term < last.term || entry.term > term) return false;
    if (entry.term === 0) return false;
    last = entry;
  }
  return true;
}

/** Whether a number can name a member. */
export function isNodeId(id: NodeId): boolean {
  return Number.isInteger(id) && id > 0 && id <= 0xffffffff;
}

// Far below the last safe integer, so that sums of two never leave the safe range.
function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 2 ** 52;
}
