import type { Absent } from './mutation.ts';

const ALWAYS_ON = 'pre-vote and check-quorum are always on; there is no switch to mix';
const LOG_IN_MEMORY = 'the core holds its log in memory and reads none from the disk';

/** Bugs of the list that this code cannot have, or cannot have yet. */
export const ABSENT: readonly Absent[] = [
  { id: 'E2', what: 'pre-vote on at some nodes and off at others wedges them', why: ALWAYS_ON },
  { id: 'L9', what: 'a failed read of the log becomes "before the log"', why: LOG_IN_MEMORY },
  {
    id: 'R4',
    what: 'a lease by ticks or by the wall clock is stretched by a pause',
    why: 'no lease reads',
  },
  { id: 'R5', what: 'a restarted follower forgets its lease promise', why: 'no lease reads' },
  {
    id: 'M6',
    what: 'of two nodes one dies before the other learns the commit of its removal',
    why: 'inherent in Raft: `eyrie site recover` is for it',
  },
];

/** No patch yet: the feature was not in the tree, or not settled, when the table was made. */
export const NOT_YET: readonly Absent[] = [
  { id: 'E7', what: 'a learner refuses to vote though it was promoted', why: 'membership' },
  { id: 'E8', what: 'a campaign with a committed change not yet applied', why: 'membership' },
  { id: 'E11', what: 'a new member counts as inactive: the leader steps down', why: 'membership' },
  { id: 'L5', what: 'an empty append at a compacted index matches by term 0', why: 'snapshots' },
  { id: 'S1', what: 'a conflicting entry at the snapshot’s index is kept', why: 'snapshots' },
  { id: 'S2', what: 'a conflicting log survives an install that crashed', why: 'snapshots' },
  { id: 'S3', what: 'a snapshot below the commit index is installed', why: 'snapshots' },
  {
    id: 'S4',
    what: 'after a snapshot at the last index the follower stays probed',
    why: 'snapshots',
  },
  {
    id: 'S5',
    what: 'a fully compacted log and an unknown follower: nothing is sent',
    why: 'snapshots',
  },
  { id: 'S6', what: 'a joint configuration is lost by a restore', why: 'snapshots, membership' },
  { id: 'D8', what: 'a leader whose disk hangs goes on leading', why: 'disk guard' },
  { id: 'D9', what: 'a full disk ends the node and keeps it from starting', why: 'disk guard' },
  { id: 'R3', what: 'reads during a transfer', why: 'reads, transfer' },
  { id: 'M1', what: 'a change before the own term has committed anything', why: 'membership' },
  {
    id: 'M2',
    what: 'leaving the joint configuration is proposed again and again',
    why: 'membership',
  },
  { id: 'M3', what: 'the mark of a pending change is never cleared', why: 'membership' },
  { id: 'M4', what: 'a leader that was removed counts itself', why: 'membership' },
  { id: 'M5', what: 'an empty disk under a known id votes again', why: 'identity' },
];
