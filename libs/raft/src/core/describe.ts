import type { Entry, Message } from './types.ts';

/** One line for a person: `1→2 append t3 after 4/t2 [5/t3 6/t3] commit 4`. */
export function describeMessage(message: Message): string {
  const head = `${message.from}→${message.to} ${message.type} t${message.term}`;
  switch (message.type) {
    case 'pre-vote':
    case 'vote':
      return `${head} last ${place(message.lastIndex, message.lastTerm)}`;
    case 'pre-vote-reply':
    case 'vote-reply':
      return `${head} ${message.granted ? 'granted' : 'refused'}`;
    case 'append':
      return (
        `${head} after ${place(message.prevIndex, message.prevTerm)} ` +
        `[${describeEntries(message.entries)}] commit ${message.commit}`
      );
    case 'append-accepted':
      return `${head} match ${message.match}`;
    case 'append-rejected':
      return (
        `${head} not after ${message.rejectedIndex}, ` +
        `perhaps ${place(message.hintIndex, message.hintTerm)}`
      );
    case 'heartbeat':
      return `${head} commit ${message.commit} reads ${message.readPosition}`;
    case 'heartbeat-reply':
      return `${head} reads ${message.readPosition}`;
    case 'snapshot':
      return `${head} up to ${place(message.snapshot.index, message.snapshot.term)}`;
    case 'timeout-now':
      return head;
    case 'read-request':
      return `${head} read ${message.token}`;
    case 'read-reply':
      return `${head} read ${message.token} at ${message.index}`;
  }
}

export function describeEntries(entries: readonly Entry[]): string {
  return entries
    .map(({ index, term, type }) => `${place(index, term)}${type === 'normal' ? '' : ` ${type}`}`)
    .join(' ');
}

function place(index: number, term: number): string {
  return `${index}/t${term}`;
}
