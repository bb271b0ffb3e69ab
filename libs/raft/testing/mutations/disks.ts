import type { Mutation } from './mutation.ts';

const GUARD_SPEC = 'libs/raft/src/driver/disk-guard.spec.ts';

export const DISKS: readonly Mutation[] = [
  {
    id: 'D8',
    what: 'a leader whose disk hangs goes on leading',
    seenIn: 'hashicorp/raft #503, consul #22064, tarantool #9399',
    file: 'libs/raft/src/core/leader.ts',
    search: 'else if (!raft.transfer && !isFit(raft)) standAside(raft);',
    replace: 'else if (raft.term < 0) standAside(raft);',
    scenario: { spec: 'libs/raft/src/core/transfer.spec.ts', test: 'D8: hands over' },
  },
  {
    id: 'D8b',
    what: 'a node that cannot write is elected again and again',
    seenIn: 'hashicorp/raft #614',
    file: 'libs/raft/src/core/election.ts',
    search: 'if (!tracker.isSelfVoter || !fitness.canLead || !fitness.canAppend || raft.restoring)',
    replace: 'if (!tracker.isSelfVoter || raft.restoring || !fitness)',
    scenario: { spec: 'libs/raft/src/core/transfer.spec.ts', test: 'D8: hands over' },
  },
  {
    id: 'D9',
    what: 'a full disk ends the node',
    seenIn: 'etcd #4744, #3068, #3591',
    file: 'libs/raft/src/driver/group-commit.ts',
    search: `if (error instanceof JournalFull) {
          await this.#onNoSpace(batch);`,
    replace: `if (error instanceof JournalFull && batch.length === 0) {
          await this.#onNoSpace(batch);`,
    scenario: { spec: GUARD_SPEC, test: 'keeps what fits into the reserve' },
  },
  {
    id: 'D9b',
    what: 'a full disk keeps the node from voting',
    seenIn: 'etcd #4744, a variant of D9',
    file: 'libs/raft/src/storage/wal.ts',
    search: `const urgent = isUrgent || isBeginning || persists.every(({ entries }) => entries.length === 0);`,
    replace: 'const urgent = isBeginning && isUrgent;',
    scenario: { spec: GUARD_SPEC, test: 'still gives its vote' },
  },
];
