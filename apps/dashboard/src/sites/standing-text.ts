import type { Standing } from '@eyrie/contracts';

export interface StandingView {
  readonly text: string;
  readonly tone: 'good' | 'late' | 'bad' | 'quiet';
}

/** What a coordinator is in its site's group, in words; null: no leader has told it yet. */
export function describeStanding({
  standing,
  leads,
  reachable,
}: {
  readonly standing: Standing | null;
  readonly leads: boolean;
  readonly reachable: boolean;
}): StandingView {
  switch (standing) {
    case null:
      return { text: 'Not heard yet', tone: 'quiet' };
    case 'voter':
      if (!reachable) return { text: 'Votes, unreachable', tone: 'bad' };
      return { text: leads ? 'Leads' : 'Votes', tone: 'good' };
    case 'learner':
      return reachable
        ? { text: 'Learns', tone: 'late' }
        : { text: 'Learns, unreachable', tone: 'bad' };
    case 'joining':
      return { text: 'Coming in', tone: 'late' };
    case 'leaving':
      return { text: 'Going out', tone: 'late' };
    case 'waiting':
      return { text: reachable ? 'Waits to come in' : 'Not in the group', tone: 'quiet' };
    case 'removed':
      return { text: 'Taken out', tone: 'quiet' };
  }
}
