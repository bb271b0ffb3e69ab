import type { Absent } from './mutation.ts';

const ALWAYS_ON = 'pre-vote and check-quorum are always on; there is no switch to mix';
const LOG_IN_MEMORY = 'the core holds its log in memory and reads none from the disk';

/** Bugs of the list that this code cannot have. */
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
