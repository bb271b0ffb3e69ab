import type { Mutation } from './mutation.ts';

const FOLLOWER = 'libs/raft/src/core/follower.ts';
const LEADER = 'libs/raft/src/core/leader.ts';
const PROGRESS = 'libs/raft/src/core/progress.ts';
const SPEC = 'libs/raft/src/core/snapshots.spec.ts';
const SCENARIOS = 'libs/raft/testing/mutations/scenarios.spec.ts';

export const SNAPSHOTS: readonly Mutation[] = [
  {
    id: 'L5',
    what: 'what was compacted is taken for the beginning of the log: an empty append with term 0',
    seenIn: 'etcd-io/raft #31',
    file: LEADER,
    search: 'if (prevTerm === null || isBeginningGone) return offerSnapshot(raft, to, progress);',
    replace: `if (prevTerm === null || isBeginningGone) {
    const { epoch } = progress;
    const { commit } = raft.log;
    raft.send({ type: 'append', to, prevIndex, prevTerm: 0, entries: [], commit, epoch });
    void offerSnapshot;
    return false;
  }`,
    scenario: { spec: SPEC, test: 'S5, L5' },
  },
  {
    id: 'S1',
    what: 'a conflicting entry at the snapshot’s index is kept',
    seenIn: 'hashicorp/raft #697, Yugabyte #32876',
    file: FOLLOWER,
    search: 'if (log.termAt(snapshot.index) === snapshot.term) {',
    replace: 'if (log.termAt(snapshot.index) !== null) {',
    scenario: { spec: SPEC, test: 'S1, S2: a log that disagrees' },
  },
  {
    id: 'S2',
    what: 'the log before an installed snapshot comes back after a crash',
    seenIn: 'openraft 674e78aa',
    file: 'libs/raft/src/storage/replay.ts',
    search: 'this.#entries.length = 0;',
    replace: '',
    scenario: {
      spec: 'libs/raft/src/storage/storage.spec.ts',
      test: 'begins anew with a snapshot',
    },
  },
  {
    id: 'S3',
    what: 'a snapshot below the commit index is installed',
    seenIn: 'openraft #1892, ac3e5a89',
    file: FOLLOWER,
    search: `if (snapshot.index > log.commit) {
    if (log.termAt(snapshot.index) === snapshot.term) {`,
    replace: `if (snapshot.index > raft.snapshot.index) {
    if (snapshot.index > log.commit && log.termAt(snapshot.index) === snapshot.term) {`,
    scenario: { spec: SPEC, test: 'S3' },
  },
  {
    id: 'S4',
    what: 'after a snapshot at the leader’s last index the follower stays probed',
    seenIn: 'etcd #10308',
    file: PROGRESS,
    search: `this.becomeReplicate();
      return true;`,
    replace: `if (this.state === 'snapshot') this.becomeProbe();
      else this.becomeReplicate();
      return true;`,
    also: [
      {
        file: LEADER,
        search: "progress.match < raft.log.lastIndex || progress.state === 'probe'",
        replace: 'progress.match < raft.log.lastIndex',
      },
      {
        file: LEADER,
        search: 'if (wasPaused) sendAppend(',
        replace: 'if (!wasPaused && raft.term < 0) sendAppend(',
      },
    ],
    scenario: { spec: SCENARIOS, test: 'S4: an answer that comes right before a heartbeat' },
  },
  {
    id: 'S5',
    what: 'a follower that nothing is known of is sent nothing when all is compacted',
    seenIn: 'openraft #1828',
    file: LEADER,
    search: 'if (prevTerm === null || isBeginningGone) return offerSnapshot(raft, to, progress);',
    replace: `void offerSnapshot;
  if (prevTerm === null || isBeginningGone) return false;`,
    scenario: { spec: SPEC, test: 'S5, L5' },
  },
  {
    id: 'S6',
    what: 'a joint configuration is lost by a restore',
    seenIn: 'etcd e515a67',
    file: FOLLOWER,
    search: 'raft.tracker.changeConf(snapshot.confState, log.lastIndex);',
    replace: `const { confState } = snapshot;
      const simple = { votersOutgoing: [], learnersNext: [], autoLeave: false };
      raft.tracker.changeConf({ ...confState, ...simple }, log.lastIndex);`,
    scenario: { spec: SPEC, test: 'S6: a joint configuration' },
  },
  {
    id: 'S6b',
    what: 'the members that a snapshot names are not taken over',
    seenIn: 'etcd 2f28e8a, openraft #1808',
    file: FOLLOWER,
    search: 'raft.tracker.changeConf(snapshot.confState, log.lastIndex);',
    replace: '',
    scenario: { spec: SPEC, test: 'S6: a joint configuration' },
  },
];
