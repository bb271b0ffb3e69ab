import type { Mutation } from './mutation.ts';

const FOLLOWER = 'libs/raft/src/core/follower.ts';
const LEADER = 'libs/raft/src/core/leader.ts';
const PROGRESS = 'libs/raft/src/core/progress.ts';
const HISTORY = 'libs/raft/src/core/replication-history.spec.ts';

export const REPLICATION: readonly Mutation[] = [
  {
    id: 'L1',
    what: 'entries of earlier terms are committed by counting (figure 8)',
    seenIn: 'logcabin #44',
    file: LEADER,
    search: 'if (log.termAt(index) !== raft.term) return;',
    replace: '',
    scenario: { spec: HISTORY, test: 'L1' },
  },
  {
    id: 'L2',
    what: 'the quorum is looked for in an unsorted list',
    seenIn: 'openraft #1802',
    file: 'libs/raft/src/core/quorum.ts',
    search: '.sort((left, right) => left - right)',
    replace: '',
  },
  {
    id: 'L2b',
    what: 'half of an even number is taken for a majority',
    seenIn: 'hashicorp/raft 163a55f',
    file: 'libs/raft/src/core/quorum.ts',
    search: 'return Math.floor(count / 2) + 1;',
    replace: 'return Math.ceil(count / 2);',
  },
  {
    id: 'L3',
    what: 'an append cuts all that is behind its place, not from the first conflict on',
    seenIn: 'openraft 9540c904',
    file: FOLLOWER,
    search: 'const conflict = log.findConflict(entries);',
    replace:
      'const conflict = log.lastIndex > prevIndex || entries.length > 0 ? prevIndex + 1 : null;',
    scenario: { spec: HISTORY, test: 'L3' },
  },
  {
    id: 'L4',
    what: 'an answer claims all of the own log, not what the append held',
    seenIn: 'CCF #6016',
    file: FOLLOWER,
    search: 'const match = prevIndex + entries.length;',
    replace: 'const match = log.lastIndex;',
    scenario: { spec: HISTORY, test: 'L4: an answer claims' },
  },
  {
    id: 'L6',
    what: 'a late rejection moves a probe that has gone on',
    seenIn: 'openraft cecb5de8, fbbf37b1',
    file: PROGRESS,
    search: 'if (rejectedIndex <= this.match) return false;',
    replace: '',
    scenario: { spec: HISTORY, test: 'L4, L6' },
  },
  {
    id: 'L7',
    what: 'an answer to another record of the same follower counts',
    seenIn: '9 of 17 libraries: drmingdrmer/raft-rejoin-bug',
    file: LEADER,
    search: `if (!progress || progress.epoch !== message.epoch) return 'ok';
  if (message.match`,
    replace: `if (!progress) return 'ok';
  if (message.match`,
    scenario: { spec: HISTORY, test: 'L6, L7' },
  },
  {
    id: 'L8',
    what: 'bytes under way are not forgotten when a stream begins anew',
    seenIn: 'etcd e419ba5',
    file: 'libs/raft/src/core/inflights.ts',
    search: `this.#queue = [];
    this.#bytes = 0;`,
    replace: 'this.#queue = [];',
    scenario: { spec: HISTORY, test: 'L8: a full window' },
  },
  {
    id: 'L8b',
    what: 'what was committed still counts as uncommitted: all proposals are dropped for ever',
    seenIn: 'etcd a370b6f',
    file: LEADER,
    search: 'raft.uncommittedBytes -= entriesBytes(own);',
    replace: 'raft.uncommittedBytes -= entriesBytes(own.slice(1));',
  },
  {
    id: 'L8c',
    what: 'a paused follower stays paused when its answer was lost',
    seenIn: 'etcd #14633',
    file: PROGRESS,
    search: "if (this.state !== 'snapshot') this.isPaused = false;",
    replace: '',
    scenario: { spec: HISTORY, test: 'L8: a full window' },
  },
];
