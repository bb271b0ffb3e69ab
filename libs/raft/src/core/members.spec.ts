import { describe, expect, it } from '@jest/globals';
import {
  clusterOf,
  deliverAll,
  elect,
  isLeading,
  logOf,
  TestNode,
} from '../../testing/test-node.ts';
import { encodeConfCommand, type ConfCommand } from './membership.ts';
import type { Entry, NodeId } from './types.ts';

const A = 'aaaaaaaaaaaaaaaa';

function joining(id: NodeId, incarnation?: string): TestNode {
  return new TestNode({ id, voters: [], ...(incarnation ? { incarnation } : {}) });
}

function confEntry(index: number, term: number, command: ConfCommand): Entry {
  return { index, term, type: 'conf', data: encodeConfCommand(command) };
}

function ledCluster(size: number, config = {}): TestNode[] {
  const nodes = clusterOf(size, () => ({ config }));
  elect(nodes[0]!, nodes);
  return nodes;
}

function beat(nodes: readonly TestNode[], ticks = 2): void {
  for (let at = 0; at < ticks; at += 1) {
    for (const node of nodes) node.tick();
    deliverAll(nodes);
  }
}

describe('a change of members', () => {
  it('takes in a node that knows nothing, as learner and then as voter', () => {
    const nodes = [...ledCluster(1), joining(2)];
    const [leader, second] = nodes;
    leader!.propose(1, 1);
    expect(leader!.change([{ type: 'add-learner', nodeId: 2 }])).toMatchObject({ index: 4 });
    beat(nodes);
    expect(second!.status).toMatchObject({
      lastIndex: 4,
      confState: { voters: [1], learners: [2] },
    });
    leader!.change([{ type: 'add-voter', nodeId: 2 }]);
    beat(nodes);
    expect(second!.status.confState).toMatchObject({ voters: [1, 2], learners: [], index: 5 });
    second!.tick(20);
    leader!.take();
    expect(leader!.status.role).toBe('leader');
  });

  it('promotes a learner that stays close behind, up to the most voters, and no held one', () => {
    const config = { promotionTicks: 5, votersMax: 2 };
    const nodes = [...ledCluster(1, config), joining(2), joining(3), joining(4)];
    const [leader] = nodes;
    leader!.change([
      { type: 'add-learner', nodeId: 2, isHeld: true },
      { type: 'add-learner', nodeId: 3 },
      { type: 'add-learner', nodeId: 4 },
    ]);
    beat(nodes, 40);
    expect(leader!.status.confState).toMatchObject({ voters: [1, 3], learners: [2, 4] });
    expect(nodes[3]!.status.confState.heldLearners).toEqual([2]);
  });

  it('does not promote a learner that is silent, however little it lacks', () => {
    const nodes = [...ledCluster(1, { promotionTicks: 15 }), joining(2)];
    nodes[0]!.change([{ type: 'add-learner', nodeId: 2 }]);
    beat(nodes, 4);
    nodes[0]!.tick(100);
    expect(nodes[0]!.status.confState.learners).toEqual([2]);
  });

  it('is refused when it was made to another configuration, and when one is under way', () => {
    const [leader] = ledCluster(3);
    const propose = (expectedConfIndex: number): unknown =>
      leader!.core.proposeConfChange({
        changes: [{ type: 'add-learner', nodeId: 4 }],
        transition: 'auto',
        expectedConfIndex,
      });
    expect(propose(7)).toBe('conf-outdated');
    expect(propose(0)).toMatchObject({ index: 2 });
    expect(propose(0)).toBe('conf-pending');
  });

  it('is refused beyond the most voters, and where it makes no sense', () => {
    const [leader] = ledCluster(3, { votersMax: 3 });
    expect(leader!.change([{ type: 'add-voter', nodeId: 4 }])).toBe('too-many-voters');
    const all = [1, 2, 3].map((nodeId) => ({ type: 'remove' as const, nodeId }));
    expect(leader!.change(all)).toBe('no-voters-left');
    expect(leader!.change([], 'leave')).toBe('not-joint');
  });

  it('replaces one voter by another in one joint change that ends by itself', () => {
    const nodes = [...ledCluster(3), joining(4)];
    nodes[0]!.change([
      { type: 'remove', nodeId: 3 },
      { type: 'add-voter', nodeId: 4 },
    ]);
    beat(nodes);
    expect(nodes[3]!.status.confState).toMatchObject({ voters: [1, 2, 4], votersOutgoing: [] });
  });
});

describe('bugs of membership', () => {
  it('M1: a new leader proposes no change before it has committed something of its own', () => {
    const [leader] = clusterOf(3, () => ({ entries: logOf(1), hardState: { term: 1, commit: 1 } }));
    leader!.timeOut();
    const term = 2;
    leader!.step({ type: 'pre-vote-reply', from: 2, to: 1, term, granted: true });
    leader!.step({ type: 'vote-reply', from: 2, to: 1, term, granted: true });
    expect(isLeading(leader!)).toBe(true);
    expect(leader!.change([{ type: 'remove', nodeId: 3 }])).toBe('conf-pending');
    const { epoch } = leader!.taken('append')[0]!;
    leader!.step({ type: 'append-accepted', from: 2, to: 1, term, match: 2, epoch });
    expect(leader!.change([{ type: 'remove', nodeId: 3 }])).toMatchObject({ index: 3 });
  });

  it('M2: the end of a joint change is proposed once', () => {
    const nodes = ledCluster(3);
    const [first] = nodes;
    first!.change([{ type: 'remove', nodeId: 3 }], 'joint');
    deliverAll(nodes);
    beat(nodes, 4);
    expect(first!.status).toMatchObject({ lastIndex: 3, confState: { voters: [1, 2] } });
  });

  it('M2: a leader that finds a joint configuration ends it, once', () => {
    const nodes = ledCluster(3);
    const [first, second, third] = nodes;
    first!.change([{ type: 'remove', nodeId: 1 }], 'joint');
    // Committed by all, and then the leader is gone before it could go on.
    deliverAll(
      nodes,
      ({ type, from }) => type !== 'append' || from !== 1 || second!.status.lastIndex < 2,
    );
    first!.take();
    const rest = [second!, third!];
    elect(second!, rest);
    beat(rest, 4);
    expect(second!.status.confState).toMatchObject({ voters: [2, 3], votersOutgoing: [] });
  });

  it('M3: a change that a new leader never heard of does not block the next one', () => {
    const nodes = ledCluster(3);
    nodes[0]!.change([{ type: 'remove', nodeId: 3 }]);
    nodes[0]!.take();
    const rest = [nodes[1]!, nodes[2]!];
    elect(nodes[1]!, rest);
    beat(nodes, 4);
    expect(nodes[1]!.change([{ type: 'add-learner', nodeId: 5 }])).toMatchObject({ term: 2 });
    beat(nodes, 4);
    expect(nodes[0]!.status.confState).toMatchObject({ voters: [1, 2, 3], learners: [5] });
    expect(nodes[1]!.change([{ type: 'remove', nodeId: 5 }])).toMatchObject({ term: 2 });
  });

  it('M4: a leader that is removed steps down once that is committed, and the others go on', () => {
    const nodes = ledCluster(3);
    const [leader] = nodes;
    leader!.change([{ type: 'remove', nodeId: 1 }]);
    expect(isLeading(leader!)).toBe(true);
    deliverAll(nodes);
    expect(leader!.status.role).toBe('follower');
    leader!.tick(50);
    expect(leader!.taken('pre-vote')).toEqual([]);
    const rest = [nodes[1]!, nodes[2]!];
    expect(rest.map((node) => node.status.confState.voters)).toEqual([
      [2, 3],
      [2, 3],
    ]);
    expect(rest.filter(isLeading)).toHaveLength(1);
  });

  it('M4, M6: the last but one leaves with a longer log, and the last one leads on', () => {
    const nodes = ledCluster(2);
    const [leader, second] = nodes;
    leader!.change([{ type: 'remove', nodeId: 1 }], 'joint-explicit');
    deliverAll(nodes);
    leader!.change([], 'leave');
    leader!.propose(1);
    leader!.propose(1);
    // The second has what ends the joint configuration, and does not learn that it is committed.
    deliverAll(
      nodes,
      ({ type, to }) => to !== 2 || (type === 'append' && leader!.status.commitIndex < 4),
    );
    expect(leader!.status).toMatchObject({ role: 'leader', confState: { voters: [2] } });
    expect(second!.status.confState.votersOutgoing).toEqual([1, 2]);
    expect(leader!.propose(1)).toBe('transferring');
    beat(nodes, 40);
    expect(isLeading(second!)).toBe(true);
    expect(second!.propose(1)).toMatchObject({ index: expect.any(Number) });
  });

  it('M4: a leader on its way out does not count itself in the new half', () => {
    const nodes = ledCluster(3);
    const [leader, second] = nodes;
    leader!.change([{ type: 'remove', nodeId: 1 }], 'joint');
    // Node 3 is silent: of the new half {2, 3} node 2 alone is no majority, with node 1 or without.
    deliverAll(nodes, ({ from, to }) => from !== 3 && to !== 3);
    leader!.propose(1);
    deliverAll(nodes, ({ from, to }) => from !== 3 && to !== 3);
    expect(leader!.status.confState.votersOutgoing).toEqual([1, 2, 3]);
    expect(second!.status.lastIndex).toBeGreaterThan(3);
    expect(leader!.status.commitIndex).toBe(2);
  });

  it('E7: a learner that was promoted and does not know it yet gives its vote', () => {
    const node = new TestNode({ voters: [1, 2], id: 3 });
    expect(node.status.confState.voters).not.toContain(3);
    node.step({ type: 'vote', from: 2, to: 3, term: 4, lastIndex: 1, lastTerm: 1 });
    expect(node.taken('vote-reply')).toMatchObject([{ granted: true }]);
    node.step({ type: 'vote', from: 9, to: 3, term: 5, lastIndex: 1, lastTerm: 1 });
    expect(node.taken('vote-reply')).toMatchObject([{ to: 9, granted: true }]);
  });

  it('E7: a voter that does not know it is one learns it from whoever asks for its vote', () => {
    const promotion: ConfCommand = {
      transition: 'simple',
      changes: [{ type: 'add-voter', nodeId: 2 }],
    };
    const entries = [confEntry(1, 1, promotion), ...logOf(1, 1, 1).slice(1)];
    // Its log is the longest, so that nobody else is elected; and a learner does not campaign.
    const longest = new TestNode({ id: 2, voters: [1], entries });
    const asking = new TestNode({
      id: 1,
      voters: [1],
      entries: entries.slice(0, 2),
      hardState: { commit: 1 },
    });
    longest.tick(60);
    expect(longest.taken('pre-vote')).toEqual([]);
    for (let at = 0; at < 60 && !isLeading(longest); at += 1) beat([asking, longest], 1);
    expect(isLeading(longest)).toBe(true);
    expect(longest.status).toMatchObject({ lastIndex: 4, confState: { voters: [1, 2] } });
  });

  it('M6: the last voter learns from a refusal that it is alone', () => {
    const removal: ConfCommand = { transition: 'simple', changes: [{ type: 'remove', nodeId: 2 }] };
    const entries = [confEntry(1, 1, removal), ...logOf(1, 1, 1).slice(1)];
    const gone = new TestNode({ id: 2, voters: [1, 2], entries, hardState: { commit: 1 } });
    const last = new TestNode({ id: 1, voters: [1, 2], entries: entries.slice(0, 2) });
    expect(gone.status.confState.voters).toEqual([1]);
    for (let at = 0; at < 60 && !isLeading(last); at += 1) beat([gone, last], 1);
    expect(isLeading(last)).toBe(true);
    expect(last.status.confState.voters).toEqual([1]);
  });

  it('M6: a change of members is in effect only once the disk knows that it is committed', () => {
    const nodes = ledCluster(1);
    const [node] = nodes;
    node!.isDiskHeld = true;
    node!.change([{ type: 'add-learner', nodeId: 2 }]);
    node!.finishWrite();
    expect(node!.status).toMatchObject({ commitIndex: 2, appliedIndex: 1 });
    expect(node!.writes).toMatchObject([{ hardState: { commit: 2 }, entries: [], mustSync: true }]);
    node!.finishWrite();
    expect(node!.status).toMatchObject({ appliedIndex: 2, confState: { learners: [2] } });
  });

  it('E8: nobody campaigns with a change of members that is committed and not applied', () => {
    const node = new TestNode();
    const command: ConfCommand = { transition: 'simple', changes: [{ type: 'remove', nodeId: 1 }] };
    node.isDiskHeld = true;
    node.step({
      type: 'append',
      from: 2,
      to: 1,
      term: 1,
      prevIndex: 0,
      prevTerm: 0,
      entries: [confEntry(1, 1, command)],
      commit: 1,
      epoch: 1,
    });
    expect(node.status).toMatchObject({ commitIndex: 1, appliedIndex: 0 });
    node.tick(60);
    expect(node.status.role).toBe('follower');
    node.finishWrite();
    expect(node.status).toMatchObject({ appliedIndex: 1, confState: { voters: [2, 3] } });
  });

  it('E11: a leader does not step down for want of an answer from whom it has just added', () => {
    const nodes = ledCluster(1);
    const [leader] = nodes;
    leader!.tick(9);
    leader!.change([{ type: 'add-voter', nodeId: 2 }]);
    leader!.tick(1);
    expect(isLeading(leader!)).toBe(true);
    leader!.tick(20);
    expect(isLeading(leader!)).toBe(false);
  });

  it('L7: an answer from before a member was removed and added again counts nothing', () => {
    const nodes = ledCluster(3);
    const [leader] = nodes;
    leader!.propose(1);
    deliverAll(nodes);
    const early = leader!.status.peers[3]!;
    leader!.change([{ type: 'remove', nodeId: 3 }]);
    deliverAll(nodes);
    leader!.change([{ type: 'add-voter', nodeId: 3 }]);
    deliverAll(nodes, ({ to }) => to !== 3);
    expect(leader!.status.confState.voters).toEqual([1, 2, 3]);
    const late = { type: 'append-accepted', from: 3, to: 1, term: 1, match: early.match } as const;
    leader!.step({ ...late, epoch: 2 });
    expect(leader!.status.peers[3]!.match).toBe(0);
  });
});

describe('identity', () => {
  function known(): TestNode[] {
    const nodes = clusterOf(3, (id) => ({ incarnation: `${id}`.repeat(16) }));
    elect(nodes[0]!, nodes);
    beat(nodes, 4);
    return nodes;
  }

  it('of the founders is learnt and agreed on by itself', () => {
    const nodes = known();
    const identities = [1, 2, 3].map((nodeId) => ({ nodeId, incarnation: `${nodeId}`.repeat(16) }));
    for (const node of nodes) expect(node.status.confState.identities).toEqual(identities);
    const { lastIndex } = nodes[0]!.status;
    beat(nodes, 40);
    expect(nodes[0]!.status.lastIndex).toBe(lastIndex);
  });

  it('M5: what a wiped card says counts for nothing, and it does not campaign', () => {
    const [leader, , third] = known();
    const wiped = joining(2, A);
    leader!.propose(1);
    const all = [leader!, wiped, third!];
    const before = leader!.status.peers[2]!.match;
    beat(all, 6);
    expect(leader!.status.peers[2]!.match).toBe(before);
    const term = leader!.status.term;
    const vote = { type: 'append-accepted', from: 2, to: 1, term, match: 1, epoch: 1 } as const;
    expect(leader!.step({ ...vote, incarnation: A })).toBe('stale-incarnation');
    wiped.take();
    wiped.tick(60);
    expect(wiped.taken('pre-vote')).toEqual([]);
  });

  it('M5: two cards of one id are not both heard before the configuration knows whose it is', () => {
    const nodes = clusterOf(3);
    elect(nodes[0]!, nodes);
    nodes[0]!.propose(1);
    const { epoch } = nodes[0]!.taken('append').find(({ to }) => to === 2)!;
    const answer = { type: 'append-accepted', from: 2, to: 1, term: 1, match: 1, epoch } as const;
    expect(nodes[0]!.step({ ...answer, incarnation: '1'.repeat(16) })).toBe('ok');
    expect(nodes[0]!.step({ ...answer, match: 2, incarnation: '2'.repeat(16) })).toBe(
      'stale-incarnation',
    );
    expect(nodes[0]!.status.commitIndex).toBe(1);
  });

  it('M5: a card that came later is not taken for the founder that nobody has identified yet', () => {
    const [candidate] = clusterOf(3, () => ({ incarnation: '1'.repeat(16) }));
    candidate!.timeOut();
    const grant = { type: 'pre-vote-reply', from: 2, to: 1, term: 1, granted: true } as const;
    expect(candidate!.step({ ...grant, incarnation: A })).toBe('stale-incarnation');
    expect(candidate!.status.role).toBe('pre-candidate');
    const founderAgain = new TestNode({ id: 1, incarnation: A });
    founderAgain.tick(60);
    expect(founderAgain.taken('pre-vote')).toEqual([]);
  });

  it('I17, M5: a wiped card comes back as learner, is promoted, and the old one is never heard again', () => {
    const nodes = clusterOf(3, (id) => ({
      incarnation: `${id}`.repeat(16),
      config: { promotionTicks: 5 },
    }));
    elect(nodes[0]!, nodes);
    beat(nodes, 4);
    const [leader, old, third] = nodes;
    old!.take();
    const wiped = joining(2, A);
    const all = [leader!, wiped, third!];
    leader!.change([{ type: 'add-learner', nodeId: 2, incarnation: A }]);
    beat(all, 3);
    expect(leader!.status.confState).toMatchObject({ voters: [1, 3], learners: [2] });
    beat(all, 30);
    expect(wiped.status.confState).toMatchObject({
      voters: [1, 2, 3],
      retired: [{ nodeId: 2, incarnation: '2'.repeat(16) }],
    });
    const before = all.map((node) => node.status);
    old!.timeOut();
    for (const message of old!.take()) {
      const target = all.find((node) => node.status.id === message.to);
      expect(target?.step({ ...message, term: 99 })).toBe('stale-incarnation');
    }
    expect(all.map((node) => node.status)).toEqual(before);
  });
});
