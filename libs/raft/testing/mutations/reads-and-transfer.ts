import type { Mutation } from './mutation.ts';

const ELECTION = 'libs/raft/src/core/election.ts';
const READS_SPEC = 'libs/raft/src/core/reads.spec.ts';
const RAW_NODE = 'libs/raft/src/core/raw-node.ts';
const READ_INDEX = 'libs/raft/src/core/read-index.ts';

export const READS_AND_TRANSFER: readonly Mutation[] = [
  {
    id: 'R1',
    what: 'old answers to heartbeats confirm a read that came after they were asked for',
    seenIn: 'etcd #20418, etcd-io/raft #397',
    file: 'libs/raft/src/core/leader.ts',
    search: 'progress.onHeartbeatReply(message.readPosition);',
    replace: 'progress.onHeartbeatReply(raft.reads.position);',
    scenario: { spec: READS_SPEC, test: 'R1: a late answer to an earlier heartbeat' },
  },
  {
    id: 'R2',
    what: 'a read before the first commit of the term',
    seenIn: 'etcd #7331, #12680, tikv #6340, #9239',
    file: READ_INDEX,
    search: "if (log.termAt(log.commit) !== raft.term) return 'not-ready';",
    replace: '',
    scenario: { spec: READS_SPEC, test: 'R2' },
  },
  {
    id: 'R2b',
    what: 'a leader answers reads without asking anybody whether it still leads',
    seenIn: 'a variant of R1',
    file: READ_INDEX,
    search: 'if (raft.tracker.isSelfOnlyVoter) releaseReads(raft);',
    replace: 'for (const read of reads.take(reads.position)) reads.released.push(read);',
    scenario: { spec: READS_SPEC, test: 'is not served by a leader that is cut off' },
  },
  {
    id: 'R3',
    what: 'the heartbeats that reads ask for hold voters to a leader that hands over',
    seenIn: 'openraft #1747, 1ef3e574',
    file: ELECTION,
    search: '!request.isTransfer &&',
    replace: '!(request.isTransfer && raft.electionElapsed > 0) &&',
    scenario: { spec: READS_SPEC, test: 'R3' },
  },
  {
    id: 'T1',
    what: 'a late order to campaign is obeyed after the leader went on',
    seenIn: 'raft-rs #234',
    file: ELECTION,
    search: 'const isLate = message.epoch < raft.leaderEpoch || raft.leaderId !== message.from;',
    replace: 'const isLate = false;',
    scenario: { spec: 'libs/raft/testing/mutations/scenarios.spec.ts', test: 'T1' },
  },
  {
    id: 'T2',
    what: 'the target of a transfer is refused, because the leader is still heard',
    seenIn: 'canonical/raft #203, dragonboat 1c7ebd3',
    file: ELECTION,
    search: '!request.isTransfer &&',
    replace: '',
    scenario: { spec: 'libs/raft/testing/mutations/scenarios.spec.ts', test: 'T2' },
  },
  {
    id: 'T3',
    what: 'commands are accepted during a transfer, and the target never has all',
    seenIn: 'hashicorp/raft #581',
    file: RAW_NODE,
    search: "if (raft.transfer) return 'transferring';",
    replace: '',
    scenario: { spec: 'libs/raft/testing/mutations/scenarios.spec.ts', test: 'T3' },
  },
  {
    id: 'T4',
    what: 'the target is told to campaign before it has everything',
    seenIn: 'openraft #1805, etcd 8b0d0e9',
    file: 'libs/raft/src/core/transfer.ts',
    search: 'if (progress?.match !== raft.log.lastIndex) return;',
    replace: 'if (!progress) return;',
    scenario: { spec: 'libs/raft/testing/mutations/scenarios.spec.ts', test: 'T4' },
  },
];
