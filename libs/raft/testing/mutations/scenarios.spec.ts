import { describe, expect, it } from '@jest/globals';
import type { Message } from '../../src/core/types.ts';
import { clusterOf, deliverAll, elect, isLeading, logOf, TestNode } from '../test-node.ts';

// Directed scenarios for bugs that the simulator's own disorder hides.

describe('bugs that need good order', () => {
  it('E12: nodes that tick together do not campaign together for ever', () => {
    const nodes = clusterOf(2);
    for (let tick = 0; tick < 400 && !nodes.some(isLeading); tick += 1) {
      for (const node of nodes) node.tick();
      deliverAll(nodes);
    }
    expect(nodes.some(isLeading)).toBe(true);
  });
});

describe('whose log is newer', () => {
  it('E10: is told by the last term before the length', () => {
    const node = new TestNode({ entries: logOf(1, 1, 1) });
    node.step({ type: 'pre-vote', from: 2, to: 1, term: 3, lastIndex: 2, lastTerm: 2 });
    expect(node.taken('pre-vote-reply')).toMatchObject([{ granted: true }]);
  });
});

describe('a longer log', () => {
  it('E10b: a longer log of an earlier term is not newer', () => {
    const node = new TestNode({ entries: logOf(1, 2) });
    node.step({ type: 'pre-vote', from: 2, to: 1, term: 3, lastIndex: 3, lastTerm: 1 });
    expect(node.taken('pre-vote-reply')).toMatchObject([{ granted: false }]);
  });
});

describe('bugs of handing over', () => {
  it('T1: a late order to campaign is not obeyed once the leader has gone on', () => {
    const nodes = clusterOf(3);
    const [leader, target] = nodes;
    elect(leader!, nodes);
    leader!.core.transferLeader(2);
    leader!.settle();
    const [order] = leader!.taken('timeout-now');
    // It is on its way for longer than the leader waits.
    for (let tick = 0; tick < 12; tick += 1) {
      for (const node of nodes) node.tick();
      deliverAll(nodes);
    }
    expect(isLeading(leader!)).toBe(true);
    const { term } = target!.status;
    target!.step(order!);
    deliverAll(nodes);
    expect(target!.status).toMatchObject({ term, role: 'follower' });
  });

  it('T2: the target is elected though everybody still hears the leader', () => {
    const nodes = clusterOf(3);
    const [leader, target] = nodes;
    elect(leader!, nodes);
    leader!.core.transferLeader(2);
    leader!.settle();
    // Without the old leader's own vote, which is never held back.
    deliverAll(nodes, ({ from, to, type }) => !(type === 'vote' && from === 2 && to === 1));
    expect(isLeading(target!)).toBe(true);
  });

  it('T3: nothing is accepted that the target could lack', () => {
    const nodes = clusterOf(3);
    const [leader] = nodes;
    elect(leader!, nodes);
    leader!.core.transferLeader(2);
    expect(leader!.propose(1)).toBe('transferring');
  });

  it('T4: the target is told to campaign only once it has everything', () => {
    const nodes = clusterOf(3);
    const [leader] = nodes;
    elect(leader!, nodes);
    leader!.propose(1);
    leader!.core.transferLeader(2);
    leader!.settle();
    expect(leader!.taken('timeout-now')).toEqual([]);
  });
});

describe('bugs of snapshots', () => {
  it('S4: an answer that comes right before a heartbeat ends the snapshot all the same', () => {
    const nodes = clusterOf(3);
    const [leader, second, third] = nodes;
    elect(leader!, [leader!, second!]);
    leader!.propose(1);
    deliverAll([leader!, second!]);
    leader!.compact();
    const answers: Message[] = [];
    const beat = (passes?: (message: Message) => boolean): void => {
      for (const node of nodes) node.tick();
      deliverAll(nodes, passes);
    };
    for (let tick = 0; tick < 4 && answers.length === 0; tick += 1) {
      beat((message) => {
        const isAnswer = message.type === 'append-accepted' && message.from === 3;
        if (isAnswer) answers.push(message);
        return !isAnswer;
      });
    }
    expect(third!.status.snapshotIndex).toBe(2);
    // The heartbeat after it tells what is committed, so that no append is needed to tell that.
    leader!.tick();
    expect(leader!.taken('heartbeat')).toEqual([]);
    leader!.step(answers[0]!);
    for (let tick = 0; tick < 10; tick += 1) beat();
    expect(leader!.status.peers[3]).toMatchObject({ state: 'replicate', match: 2 });
  });
});
