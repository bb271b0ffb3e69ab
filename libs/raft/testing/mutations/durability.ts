import type { Mutation } from './mutation.ts';

const WRITES = 'libs/raft/src/core/writes.ts';
const STATE = 'libs/raft/src/core/state.ts';
const BATCH = 'libs/raft/src/storage/batch.ts';
const HISTORY = 'libs/raft/src/core/durability-history.spec.ts';

export const DURABILITY: readonly Mutation[] = [
  {
    id: 'D1',
    what: 'entries are applied, and answered, before the own disk has them',
    seenIn: 'etcd #14370',
    file: 'libs/raft/src/core/hand-out.ts',
    search: 'const end = Math.min(log.commit, log.unstable.stableIndex);',
    replace: 'const end = log.commit;',
  },
  {
    id: 'D2',
    what: 'a leader counts its own entries before they are durable',
    seenIn: 'openraft a9f696a9, tikv #994',
    file: 'libs/raft/src/core/leader.ts',
    search: 'raft.tracker.committed(log.unstable.stableIndex)',
    replace: 'raft.tracker.committed(log.lastIndex)',
  },
  {
    id: 'D2b',
    what: 'votes and answers leave before they are durable',
    seenIn: 'openraft ee460f37',
    file: STATE,
    search: 'this.durableOutbox.push(message);',
    replace: 'this.outbox.push(message);',
  },
  {
    id: 'D2c',
    what: 'a vote is kept in memory only',
    seenIn: 'liferaft 1.4.0',
    file: WRITES,
    search: 'const isNewTerm = hardState.term !== offered.term || hardState.vote !== offered.vote;',
    replace: 'const isNewTerm = hardState.term !== offered.term;',
  },
  {
    id: 'D3',
    what: 'entries reach the log before the term they are of',
    seenIn: 'openraft io_ordering.md, #1960',
    file: BATCH,
    search: "for (const entry of entries) records.push({ kind: 'entry', entry });",
    replace: `for (const entry of entries) records.push({ kind: 'entry', entry });
    const ballot = records.findIndex(({ kind }) => kind === 'ballot');
    if (ballot >= 0) records.push(...records.splice(ballot, 1));`,
  },
  {
    id: 'D3b',
    what: 'an overwritten entry that comes back is durable by its first write (ABA)',
    seenIn: 'etcd-io/raft, async_storage_writes_append_aba_race',
    file: 'libs/raft/src/core/unstable.ts',
    search: 'for (const write of this.#writes) write.lastIndex = Math.min(write.lastIndex, after);',
    replace: '',
    scenario: { spec: HISTORY, test: 'D3: an overwritten entry' },
  },
  {
    id: 'D4',
    what: 'a cut of the log is not written down, and replay brings the entries back',
    seenIn: 'etcd #22442',
    file: BATCH,
    search:
      "if (truncateAfter !== undefined) records.push({ kind: 'truncate', after: truncateAfter });",
    replace: '',
  },
  {
    id: 'D5',
    what: 'the directory of a new segment is not synced',
    seenIn: 'etcd #6368',
    file: 'libs/journal/src/active-segment.ts',
    search: `await file.fdatasync();
    await disk.fsyncDirectory(directory);`,
    replace: 'await file.fdatasync();',
  },
  {
    id: 'D5b',
    what: 'a torn last write keeps a node from starting',
    seenIn: 'etcd #6378, #5230, #11488, #14098',
    file: 'libs/journal/src/recovery.ts',
    search: 'if (end.problem !== null && !(isLast && end.torn))',
    replace: 'if (end.problem !== null)',
  },
  {
    id: 'D6',
    what: 'the commit index reaches the disk before the entries it commits',
    seenIn: 'PySyncObj #197, etcd 8ecce32',
    file: BATCH,
    search: "records.push({ kind: 'commit', index: this.#commit });",
    replace: "records.unshift({ kind: 'commit', index: this.#commit });",
  },
  {
    id: 'D7',
    what: 'a commit index alone is synced',
    seenIn: 'etcd 0675f3d',
    file: BATCH,
    search: 'if (isSynced && this.#commit > this.#writtenCommit) {',
    replace: 'if (this.#commit > this.#writtenCommit) {',
  },
  {
    id: 'D10',
    what: 'a sync that failed is tried again, and succeeds without its pages',
    seenIn: "Rebello et al., ATC'20",
    file: 'libs/journal/src/active-segment.ts',
    search: 'return this.#file.fdatasync();',
    replace: 'return this.#file.fdatasync().catch(() => this.#file.fdatasync());',
  },
  {
    id: 'D10b',
    what: 'what was read after a failed sync is believed to be on the disk',
    seenIn: "Rebello et al., ATC'20",
    file: 'libs/journal/src/recovery.ts',
    search: 'await file.pwrite(reading.bytes.subarray(lastBatchStart, end), lastBatchStart);',
    replace: '',
  },
];
