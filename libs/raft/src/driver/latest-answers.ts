import type { AppendAccepted, Message } from '../core/types.ts';

/**
 * Of the answers that leave together, without those that a later one says as well: who has the log up
 * to there has what lies before it. To leave one out is to lose it on the way, and Raft minds neither.
 */
export function latestAnswers(messages: readonly Message[]): readonly Message[] {
  if (messages.length < 2) return messages;
  const kept: Message[] = [];
  const said = new Map<number, AppendAccepted>();
  for (const message of messages.toReversed()) {
    if (message.type === 'append-accepted') {
      const later = said.get(message.to);
      if (later && includes(later, message)) continue;
      said.set(message.to, message);
    }
    kept.push(message);
  }
  return kept.reverse();
}

function includes(later: AppendAccepted, earlier: AppendAccepted): boolean {
  return (
    later.term === earlier.term && later.epoch === earlier.epoch && later.match >= earlier.match
  );
}
