import type { ConfState, Index, NodeId } from './types.ts';

export type VoteResult = 'won' | 'lost' | 'pending';

type Voters = Pick<ConfState, 'voters' | 'votersOutgoing'>;

/**
 * The highest index that a quorum has, `acked` telling what each member has durably. In a joint
 * configuration both halves must have it. An empty half agrees to everything (`Infinity`), so that
 * a joint configuration with an empty outgoing half behaves as the incoming one alone.
 */
export function committedIndex(config: Voters, acked: (id: NodeId) => Index): Index {
  return Math.min(majorityIndex(config.voters, acked), majorityIndex(config.votersOutgoing, acked));
}

/** Whether the votes so far decide; in a joint configuration both halves must be won. */
export function voteResult(config: Voters, votes: ReadonlyMap<NodeId, boolean>): VoteResult {
  const incoming = majorityVote(config.voters, votes);
  const outgoing = majorityVote(config.votersOutgoing, votes);
  if (incoming === outgoing) return incoming;
  return incoming === 'lost' || outgoing === 'lost' ? 'lost' : 'pending';
}

function majorityIndex(voters: readonly NodeId[], acked: (id: NodeId) => Index): Index {
  // Sorted numerically, always: the scan below is wrong on any other order.
  const ascending = voters.map(acked).sort((left, right) => left - right);
  return ascending[ascending.length - majority(voters.length)] ?? Infinity;
}

function majorityVote(voters: readonly NodeId[], votes: ReadonlyMap<NodeId, boolean>): VoteResult {
  if (voters.length === 0) return 'won';
  const granted = voters.filter((id) => votes.get(id) === true).length;
  const open = voters.filter((id) => !votes.has(id)).length;
  const needed = majority(voters.length);
  if (granted >= needed) return 'won';
  return granted + open >= needed ? 'pending' : 'lost';
}

function majority(count: number): number {
  return Math.floor(count / 2) + 1;
}
