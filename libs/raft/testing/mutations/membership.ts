import type { Mutation } from './mutation.ts';

const ELECTION = 'libs/raft/src/core/election.ts';
const LEADER = 'libs/raft/src/core/leader.ts';
const MEMBERS = 'libs/raft/src/core/members.ts';
const TRACKER = 'libs/raft/src/core/tracker.ts';
const MEMBERS_SPEC = 'libs/raft/src/core/members.spec.ts';

export const MEMBERSHIP: readonly Mutation[] = [
  {
    id: 'E7',
    what: 'a learner refuses to vote though it was promoted, as it has not heard of that yet',
    seenIn: 'etcd #10998',
    file: ELECTION,
    search: 'const granted = mayVote &&',
    replace: 'const granted = mayVote && raft.tracker.isSelfVoter &&',
    scenario: { spec: MEMBERS_SPEC, test: 'E7' },
  },
  {
    id: 'E8',
    what: 'a node campaigns with a change of members that is committed and not applied',
    seenIn: 'etcd #12134, etcd-io/raft #456',
    file: ELECTION,
    search: "return !unapplied.some(({ type }) => type === 'conf');",
    replace: 'return unapplied.length >= 0;',
    scenario: { spec: MEMBERS_SPEC, test: 'E8' },
  },
  {
    id: 'E11',
    what: 'a new member counts as silent, and its leader steps down for want of a quorum',
    seenIn: 'etcd a3afec7',
    file: TRACKER,
    search: 'active: true,',
    replace: 'active: false,',
    scenario: { spec: MEMBERS_SPEC, test: 'E11' },
  },
  {
    id: 'M1',
    what: 'a change is proposed before the leader has committed anything of its own term',
    seenIn: 'raft-dev 2015, openraft PR 2051, braft #182, copycat #23',
    file: LEADER,
    search: "raft.pendingConfIndex = appendOwn(raft, 'blank', [new Uint8Array(0)]);",
    replace: "raft.pendingConfIndex = appendOwn(raft, 'blank', [new Uint8Array(0)]) * 0;",
    scenario: { spec: MEMBERS_SPEC, test: 'M1' },
  },
  {
    id: 'M1b',
    what: 'a second change is proposed while the first is under way',
    seenIn: 'a variant of M1',
    file: MEMBERS,
    search: "if (raft.appliedIndex < raft.pendingConfIndex) return 'conf-pending';",
    replace: '',
    scenario: { spec: MEMBERS_SPEC, test: 'is refused when it was made to another configuration' },
  },
  {
    id: 'M2',
    what: 'leaving the joint configuration is proposed again and again',
    seenIn: 'etcd bd3c759, 8fda0c0',
    file: MEMBERS,
    search: 'if (!mayChange(raft) || !isJoint(conf) || !conf.autoLeave) return;',
    replace: "if (raft.role !== 'leader' || !isJoint(conf) || !conf.autoLeave) return;",
    scenario: { spec: MEMBERS_SPEC, test: 'M2: the end of a joint change' },
  },
  {
    id: 'M2b',
    what: 'a leader that finds a joint configuration leaves it to somebody else to end it',
    seenIn: 'a variant of M2',
    file: MEMBERS,
    search: `if (isJoint(raft.tracker.conf)) {
    leaveByItself(raft);
    return;`,
    replace: `if (isJoint(raft.tracker.conf)) {
    return;`,
    also: [
      {
        file: 'libs/raft/src/core/raw-node.ts',
        search: `// What joined the configuration while it was joint waits for nothing but this.
    leaveByItself(raft);`,
        replace: 'void leaveByItself;',
      },
    ],
    scenario: { spec: MEMBERS_SPEC, test: 'M2: a leader that finds' },
  },
  {
    id: 'M3',
    what: 'the mark of a pending change is never cleared',
    seenIn: 'etcd 141a265',
    file: LEADER,
    search: "raft.pendingConfIndex = appendOwn(raft, 'blank', [new Uint8Array(0)]);",
    replace: `appendOwn(raft, 'blank', [new Uint8Array(0)]);
  raft.pendingConfIndex = Infinity;`,
    scenario: { spec: MEMBERS_SPEC, test: 'M3' },
  },
  {
    id: 'M4',
    what: 'a leader that was removed counts itself',
    seenIn: 'etcd-io/raft, confchange_v1_remove_leader',
    file: TRACKER,
    search: `return committedIndex(this.#conf, (id) =>
      id === this.#self.id ? ownMatch`,
    replace: `const voters = [...new Set([...this.#conf.voters, this.#self.id])];
    return committedIndex({ ...this.#conf, voters }, (id) =>
      id === this.#self.id ? ownMatch`,
    scenario: { spec: MEMBERS_SPEC, test: 'M4: a leader on its way out' },
  },
  {
    id: 'M4b',
    what: 'a leader that was removed never goes',
    seenIn: 'a variant of M4',
    file: MEMBERS,
    search: `sendHeartbeats(raft);
    leaveToSuccessor(raft);`,
    replace: 'void leaveToSuccessor;',
    also: [
      {
        file: LEADER,
        search: 'if (!raft.transfer && !raft.tracker.isSelfVoter) leaveToSuccessor(raft);',
        replace: 'if (!raft.transfer && !raft.tracker.isSelfVoter) return;',
      },
    ],
    scenario: { spec: MEMBERS_SPEC, test: 'M4: a leader that is removed steps down' },
  },
  {
    id: 'M5',
    what: 'an empty disk under a known id counts for the one that is lost',
    seenIn: 'openraft PR 2002, cockroach #756, dragonboat #256, redisraft #2',
    file: TRACKER,
    search: 'return this.#members.has(from) && isMeant;',
    replace: 'return this.#members.has(from);',
    scenario: { spec: MEMBERS_SPEC, test: 'M5: a card that came later' },
  },
  {
    id: 'M5b',
    what: 'what was committed is believed to be here, though the disk has lost it',
    seenIn: 'Curvine #1718, nexus PR 3939',
    file: 'libs/raft/src/core/follower.ts',
    search: 'if (message.commit > raft.log.lastIndex) {',
    replace: 'if (message.commit > raft.log.lastIndex + 1000) {',
    scenario: {
      spec: 'libs/raft/src/core/durability-history.spec.ts',
      test: 'M5: a node whose disk lost its log',
    },
  },
  {
    id: 'I17',
    what: 'a card that was taken out is still listened to',
    seenIn: 'etcd-io/raft #349, drmingdrmer/raft-rejoin-bug',
    file: 'libs/raft/src/core/raft.ts',
    search: "if (tracker.isRetired(message)) return 'stale-incarnation';",
    replace: '',
    scenario: { spec: MEMBERS_SPEC, test: 'I17, M5' },
  },
  {
    id: 'E7b',
    what: 'a voter that restarted does not learn that it is one, and with the longest log blocks all',
    seenIn: 'our own simulator, seed 5168',
    file: ELECTION,
    search: 'learnCommitted(raft, request);',
    replace: '',
    scenario: { spec: MEMBERS_SPEC, test: 'E7: a voter that does not know' },
  },
  {
    id: 'M6b',
    what: 'the last voter asks one that is none any more, and is refused for ever',
    seenIn: 'our own review',
    file: ELECTION,
    search: 'learnCommitted(raft, reply);',
    replace: '',
    scenario: { spec: MEMBERS_SPEC, test: 'M6: the last voter learns' },
  },
  {
    id: 'M6c',
    what: 'a restart forgets a change of members that was in effect',
    seenIn: 'our own review',
    file: 'libs/raft/src/core/writes.ts',
    search:
      'raft.log.hasConf(Math.max(offered.commit, raft.log.base.index) + 1, hardState.commit);',
    replace: 'false;',
    also: [
      {
        file: 'libs/raft/src/core/hand-out.ts',
        search: 'if (!log.hasConf(from, end)) return end;',
        replace: 'if (from > 0) return end;',
      },
    ],
    scenario: { spec: MEMBERS_SPEC, test: 'M6: a change of members is in effect only' },
  },
];
