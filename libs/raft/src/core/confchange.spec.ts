import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  EMPTY_CONFIGURATION,
  enterJoint,
  InvalidConfChange,
  isConsistent,
  leaveJoint,
  type MemberChange,
  simple,
} from './confchange.ts';
import {
  changeConf,
  type ConfChange,
  type ConfCommand,
  decodeConfCommand,
  encodeConfCommand,
  foundingConfState,
} from './membership.ts';
import { committedIndex, voteResult } from './quorum.ts';
import type { ConfState, Configuration, NodeId } from './types.ts';

const add = (nodeId: NodeId): MemberChange => ({ type: 'add-voter', nodeId });
const learn = (nodeId: NodeId): MemberChange => ({ type: 'add-learner', nodeId });
const remove = (nodeId: NodeId): MemberChange => ({ type: 'remove', nodeId });
const of = (changes: Partial<Configuration>): Configuration => ({
  ...EMPTY_CONFIGURATION,
  ...changes,
});

function faultOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof InvalidConfChange) return error.fault;
    throw error;
  }
  return 'none';
}

const nodeId = fc.integer({ min: 1, max: 7 });
const change = fc.record({
  type: fc.constantFrom('add-voter' as const, 'add-learner' as const, 'remove' as const),
  nodeId,
});
const changes = fc.array(change, { minLength: 1, maxLength: 5 });
const step = fc.record({
  how: fc.constantFrom('simple' as const, 'joint' as const, 'leave' as const),
  autoLeave: fc.boolean(),
  changes,
});

/** Whatever can be reached from one voter. */
function walk(
  steps: readonly {
    how: 'simple' | 'joint' | 'leave';
    autoLeave: boolean;
    changes: MemberChange[];
  }[],
  visit: (before: Configuration, after: Configuration) => void,
): void {
  let conf = of({ voters: [1] });
  for (const { how, autoLeave, changes: wanted } of steps) {
    const before = conf;
    try {
      if (how === 'simple') conf = simple(conf, wanted);
      else if (how === 'joint') conf = enterJoint(conf, autoLeave, wanted);
      else conf = leaveJoint(conf);
    } catch (error) {
      if (!(error instanceof InvalidConfChange)) throw error;
    }
    visit(before, conf);
  }
}

function subsets(ids: readonly NodeId[]): NodeId[][] {
  return ids.reduce<NodeId[][]>((all, id) => [...all, ...all.map((one) => [...one, id])], [[]]);
}

function isQuorum(conf: Configuration, ids: readonly NodeId[]): boolean {
  return voteResult(conf, new Map(ids.map((id) => [id, true]))) === 'won';
}

describe('a simple change', () => {
  it('adds, removes and demotes one voter, and any number of learners', () => {
    expect(simple(of({ voters: [1] }), [add(2)])).toEqual(of({ voters: [1, 2] }));
    expect(simple(of({ voters: [1, 2] }), [remove(1)])).toEqual(of({ voters: [2] }));
    expect(simple(of({ voters: [1, 2] }), [learn(2), learn(4), learn(3)])).toEqual(
      of({ voters: [1], learners: [2, 3, 4] }),
    );
    expect(simple(of({ voters: [1], learners: [2] }), [add(2)])).toEqual(of({ voters: [1, 2] }));
    expect(simple(of({}), [add(1)])).toEqual(of({ voters: [1] }));
    expect(simple(of({ voters: [1] }), [remove(9)])).toEqual(of({ voters: [1] }));
  });

  it.each([
    ['joint', of({ voters: [1], votersOutgoing: [1] }), [add(2)]],
    ['several-voters', of({ voters: [1] }), [add(2), add(3)]],
    ['several-voters', of({ voters: [1, 2] }), [add(3), remove(1)]],
    ['no-voters-left', of({ voters: [1] }), [remove(1)]],
    ['no-voters-left', of({ voters: [1] }), [learn(1)]],
    ['bad-node-id', of({ voters: [1] }), [add(0)]],
  ])('is refused as %s', (fault, conf, wanted) => {
    expect(faultOf(() => simple(conf, wanted))).toBe(fault);
  });
});

describe('a joint change', () => {
  it('has both halves, then the new one; a demoted voter learns only after that', () => {
    const joint = enterJoint(of({ voters: [1, 2, 3], learners: [6] }), true, [
      add(4),
      learn(3),
      remove(2),
      add(6),
    ]);
    expect(joint).toEqual(
      of({
        voters: [1, 4, 6],
        votersOutgoing: [1, 2, 3],
        learnersNext: [3],
        autoLeave: true,
      }),
    );
    expect(leaveJoint(joint)).toEqual(of({ voters: [1, 4, 6], learners: [3] }));
  });

  it('takes back a demotion of the same list', () => {
    const joint = enterJoint(of({ voters: [1, 2] }), false, [learn(2), add(2)]);
    expect(joint).toEqual(of({ voters: [1, 2], votersOutgoing: [1, 2] }));
  });

  it.each([
    ['joint', () => enterJoint(of({ voters: [1], votersOutgoing: [1] }), true, [add(2)])],
    ['no-voters-before', () => enterJoint(of({}), true, [add(1)])],
    ['no-voters-left', () => enterJoint(of({ voters: [1] }), true, [remove(1)])],
    ['not-joint', () => leaveJoint(of({ voters: [1] }))],
  ])('is refused as %s', (fault, run) => {
    expect(faultOf(run)).toBe(fault);
  });
});

describe('any chain of changes', () => {
  it('I11: has quorums that overlap from each configuration to the next', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        walk(steps, (before, after) => {
          const ids = [...new Set([...before.voters, ...after.voters, ...before.votersOutgoing])];
          const others = (mine: readonly NodeId[]): NodeId[] =>
            [...ids, ...after.votersOutgoing].filter((id) => !mine.includes(id));
          for (const mine of subsets(ids)) {
            if (!isQuorum(before, mine)) continue;
            expect(isQuorum(after, others(mine))).toBe(false);
          }
        });
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it('stays consistent, and commits in a joint configuration what both halves have', () => {
    const acked = fc.array(fc.nat(100), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), acked, (steps, indexes) => {
        walk(steps, (_before, after) => {
          expect(isConsistent(after)).toBe(true);
          const at = (id: NodeId): number => indexes[id] ?? 0;
          const half = (voters: readonly NodeId[]): number =>
            committedIndex({ voters, votersOutgoing: [] }, at);
          const halves = Math.min(half(after.voters), half(after.votersOutgoing));
          expect(committedIndex(after, at)).toBeLessThanOrEqual(halves);
        });
      }),
      { numRuns: 300, seed: 2 },
    );
  });

  it('is the same whether it is applied at once, or taken up again from a stored state', () => {
    const incarnation = fc.constantFrom('aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb');
    const known = fc
      .record({ change, incarnation, isKnown: fc.boolean() })
      .map(({ change: one, incarnation: card, isKnown }): ConfChange => {
        return one.type === 'remove' || !isKnown ? one : { ...one, incarnation: card };
      });
    const command = fc
      .record({
        transition: fc.constantFrom(
          'simple' as const,
          'joint' as const,
          'joint-explicit' as const,
          'leave' as const,
        ),
        changes: fc.array(known, { minLength: 1, maxLength: 4 }),
      })
      .map((one): ConfCommand => (one.transition === 'leave' ? { ...one, changes: [] } : one));
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
        let straight: ConfState = foundingConfState([1]);
        let stored = JSON.stringify(straight);
        commands.forEach((one, at) => {
          const again = decodeConfCommand(encodeConfCommand(one));
          expect(again).toEqual(one);
          const fault = faultOf(() => {
            straight = changeConf(straight, one, at + 1);
          });
          const restored = JSON.parse(stored) as ConfState;
          if (fault !== 'none') {
            expect(faultOf(() => changeConf(restored, again!, at + 1))).toBe(fault);
            return;
          }
          stored = JSON.stringify(changeConf(restored, again!, at + 1));
          expect(JSON.parse(stored)).toEqual(straight);
        });
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});

describe('identities', () => {
  const [a, b] = ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb'];
  const base = changeConf(
    foundingConfState([1, 2, 3]),
    { transition: 'simple', changes: [{ type: 'identify', nodeId: 2, incarnation: a }] },
    2,
  );

  it('are retired when the member goes, and not before the joint configuration is left', () => {
    const joint = changeConf(
      base,
      { transition: 'joint', changes: [{ type: 'remove', nodeId: 2 }] },
      3,
    );
    expect(joint).toMatchObject({ identities: [{ nodeId: 2 }], retired: [] });
    const left = changeConf(joint, { transition: 'leave', changes: [] }, 4);
    expect(left).toMatchObject({
      identities: [],
      retired: [{ nodeId: 2, incarnation: a }],
      index: 4,
    });
    const again: ConfCommand = {
      transition: 'simple',
      changes: [{ type: 'add-learner', nodeId: 2, incarnation: a }],
    };
    expect(faultOf(() => changeConf(left, again, 5))).toBe('retired-incarnation');
  });

  it('change only by way of a learner, alone', () => {
    const other = { nodeId: 2, incarnation: b };
    const asVoter: ConfCommand = {
      transition: 'simple',
      changes: [{ type: 'add-voter', ...other }],
    };
    expect(faultOf(() => changeConf(base, asVoter, 3))).toBe('other-incarnation');
    const asLearner: ConfCommand = {
      transition: 'simple',
      changes: [{ type: 'add-learner', ...other }],
    };
    expect(faultOf(() => changeConf(base, { ...asLearner, transition: 'joint' }, 3))).toBe(
      'other-incarnation',
    );
    expect(changeConf(base, asLearner, 3)).toMatchObject({
      voters: [1, 3],
      learners: [2],
      identities: [other],
      retired: [{ nodeId: 2, incarnation: a }],
    });
  });

  it('are given to members only, and garbage is no change', () => {
    const stranger: ConfCommand = {
      transition: 'simple',
      changes: [{ type: 'identify', nodeId: 9, incarnation: a }],
    };
    expect(faultOf(() => changeConf(base, stranger, 3))).toBe('not-a-member');
    const good = encodeConfCommand(stranger);
    for (const spoilt of [
      good.subarray(1),
      good.subarray(0, 9),
      new Uint8Array(),
      good.map((byte) => byte ^ 0x40),
    ]) {
      expect(decodeConfCommand(spoilt)).toBeNull();
    }
  });
});
