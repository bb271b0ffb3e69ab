import type { Mutation } from './mutation.ts';

const ELECTION = 'libs/raft/src/core/election.ts';
const RAFT = 'libs/raft/src/core/raft.ts';
const HISTORY = 'libs/raft/src/core/elections-history.spec.ts';

export const ELECTIONS: readonly Mutation[] = [
  {
    id: 'E1',
    what: 'a granted pre-vote carries the term of the one that grants it, and is ignored',
    seenIn: 'etcd #8243',
    file: ELECTION,
    search: 'const term = granted ? request.term : raft.term;',
    replace: 'const term = raft.term;',
  },
  {
    id: 'E3',
    what: 'the higher term of a refused pre-vote is ignored: who lies behind asks for ever',
    seenIn: 'openraft #1796',
    file: RAFT,
    search: 'if (message.granted) return true;',
    replace: 'return true;',
    scenario: { spec: HISTORY, test: 'E1, E3' },
  },
  {
    id: 'E4',
    what: 'a leader that stepped down is refused because it is still believed to lead',
    seenIn: 'hashicorp/raft #605',
    file: ELECTION,
    search: 'raft.leaderId !== request.from &&',
    replace: '',
    scenario: { spec: HISTORY, test: 'E4: a leader that stepped down' },
  },
  {
    id: 'E4b',
    what: 'granting a pre-vote puts off the own candidacy',
    seenIn: 'hashicorp/raft #609',
    file: ELECTION,
    search: 'if (granted && !isPreVote) {',
    replace: 'if (granted) raft.electionElapsed = 0;\n  if (granted && !isPreVote) {',
    scenario: { spec: HISTORY, test: 'E4: granting a pre-vote' },
  },
  {
    id: 'E5',
    what: 'a late quorum of votes elects a node that leads already',
    seenIn: 'openraft 511f33c7, 4490c678',
    file: ELECTION,
    search: "if (raft.role !== (isPreVote ? 'pre-candidate' : 'candidate')) return 'ok';",
    replace: '',
    scenario: { spec: HISTORY, test: 'E5: grants that come after' },
  },
  {
    id: 'E6',
    what: 'a leader without a quorum goes on, and keeps the bridge from electing another',
    seenIn: 'openraft #2080',
    file: 'libs/raft/src/core/leader.ts',
    search: 'if (!raft.tracker.takeQuorumActivity()) {',
    replace: 'if (!raft.tracker.takeQuorumActivity() && raft.term < 0) {',
    scenario: { spec: HISTORY, test: 'E6' },
  },
  {
    id: 'E9',
    what: 'one voter who says yes twice is two votes',
    seenIn: 'coyote-samples #8, liferaft',
    file: ELECTION,
    search: 'if (!raft.votes.has(reply.from)) raft.votes.set(reply.from, reply.granted);',
    replace: `const free = raft.tracker.otherVoters.find((id) => !raft.votes.has(id));
  raft.votes.set(raft.votes.has(reply.from) ? (free ?? reply.from) : reply.from, reply.granted);`,
    scenario: { spec: HISTORY, test: 'E9' },
  },
  {
    id: 'E10',
    what: 'whose log is newer is judged field by field',
    seenIn: 'openraft a48a3282, liferaft',
    file: 'libs/raft/src/core/log.ts',
    search:
      'return lastTerm > this.lastTerm || (lastTerm === this.lastTerm && lastIndex >= this.lastIndex);',
    replace: 'return lastTerm >= this.lastTerm && lastIndex >= this.lastIndex;',
    scenario: { spec: 'libs/raft/testing/mutations/scenarios.spec.ts', test: 'E10' },
  },
  {
    id: 'E10b',
    what: 'whose log is newer is judged by its length alone',
    seenIn: 'a variant of E10',
    file: 'libs/raft/src/core/log.ts',
    search:
      'return lastTerm > this.lastTerm || (lastTerm === this.lastTerm && lastIndex >= this.lastIndex);',
    replace: 'return lastIndex >= this.lastIndex && lastTerm >= 0;',
    scenario: { spec: 'libs/raft/testing/mutations/scenarios.spec.ts', test: 'a longer log of' },
  },
  {
    id: 'E12',
    what: 'deadlines are not drawn anew: nodes campaign together, again and again',
    seenIn: 'openraft 5e15946d',
    file: 'libs/raft/src/core/state.ts',
    search: 'this.config.electionTicks + this.#rng.below(this.config.electionTicks);',
    replace: 'this.config.electionTicks + this.#rng.below(1);',
    scenario: {
      spec: 'libs/raft/testing/mutations/scenarios.spec.ts',
      test: 'E12',
    },
  },
];
