import { describe, expect, it } from '@jest/globals';
import {
  committedIndex,
  enterJoint,
  InvalidConfChange,
  leaveJoint,
  simple,
  voteResult,
} from '../index.ts';

describe("the README's example of quorums and changes", () => {
  it('says what happens', () => {
    const three = {
      voters: [1, 2, 3],
      votersOutgoing: [],
      learners: [],
      learnersNext: [],
      autoLeave: false,
    };
    expect(simple(three, [{ type: 'add-voter', nodeId: 4 }]).voters).toEqual([1, 2, 3, 4]);
    const joint = enterJoint(three, true, [
      { type: 'add-voter', nodeId: 4 },
      { type: 'add-learner', nodeId: 3 },
    ]);
    expect(leaveJoint(joint)).toMatchObject({ voters: [1, 2, 4], learners: [3] });
    const two = [1, 2].map((nodeId) => ({ type: 'remove' as const, nodeId }));
    expect(() => simple(three, two)).toThrow(InvalidConfChange);
    const acked = new Map([
      [1, 9],
      [2, 7],
      [3, 4],
      [4, 2],
    ]);
    expect(committedIndex(joint, (id) => acked.get(id) ?? 0)).toBe(7);
    const votes = new Map([
      [1, true],
      [2, true],
    ]);
    expect(voteResult(joint, votes)).toBe('won');
  });
});
