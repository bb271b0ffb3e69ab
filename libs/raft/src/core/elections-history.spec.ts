import { describe, expect, it } from '@jest/globals';
import {
  clusterOf,
  deliverAll,
  elect,
  isLeading,
  logOf,
  TestNode,
} from '../../testing/test-node.ts';

// Each of these is a bug that another Raft library had; the ids are those of the design's list.

describe('bugs of elections', () => {
  it('E1, E3: a candidate whose term lies behind learns it from the refusal, and then is elected', () => {
    const [low, high] = clusterOf(3, (id) => ({ hardState: { term: id === 1 ? 2 : 7 } }));
    elect(low!, [low!, high!]);
    expect(low!.status.term).toBeGreaterThan(7);
  });

  it('E3: a refused pre-vote raises nobody into a term that no election has', () => {
    const [short, long] = clusterOf(3, (id) => ({ entries: id === 1 ? logOf(1) : logOf(1, 1) }));
    short!.timeOut();
    deliverAll([short!, long!]);
    expect(short!.status).toMatchObject({ term: 1, lastIndex: 1 });
    expect(long!.status).toMatchObject({ term: 1, vote: null });
  });

  it('E2: a higher term with a shorter log and a lower term with a longer log agree on a leader', () => {
    const [long, short] = clusterOf(3, (id) =>
      id === 1 ? { entries: logOf(1, 1, 1) } : { entries: logOf(1), hardState: { term: 6 } },
    );
    for (let at = 0; at < 200 && !isLeading(long!); at += 1) {
      long!.tick();
      short!.tick();
      deliverAll([long!, short!]);
    }
    expect(isLeading(long!)).toBe(true);
    expect(short!.status.lastIndex).toBe(4);
  });

  it('E4: a leader that stepped down may ask its own followers at once', () => {
    const nodes = clusterOf(3);
    const [first, second] = nodes;
    elect(first!, nodes);
    first!.tick(20);
    expect(isLeading(first!)).toBe(false);
    first!.take();
    second!.step({ type: 'pre-vote', from: 1, to: 2, term: 2, lastIndex: 1, lastTerm: 1 });
    expect(second!.taken('pre-vote-reply')).toMatchObject([{ granted: true }]);
  });

  it('E4: granting a pre-vote does not put off the own candidacy', () => {
    const node = new TestNode();
    for (let at = 0; at < 20 && node.status.role === 'follower'; at += 1) {
      node.step({ type: 'pre-vote', from: 2, to: 1, term: 1, lastIndex: 0, lastTerm: 0 });
      node.tick();
    }
    expect(node.status.role).toBe('pre-candidate');
  });

  it('E5: grants that come after the election was won start nothing', () => {
    const nodes = clusterOf(5);
    const [node] = nodes;
    elect(node!, nodes);
    node!.take();
    for (const type of ['pre-vote-reply', 'vote-reply'] as const) {
      for (const term of [1, 2]) {
        if (type === 'vote-reply' && term === 2) continue;
        node!.step({ type, from: 5, to: 1, term, granted: true });
      }
    }
    expect(node!.status).toMatchObject({ role: 'leader', term: 1 });
    expect(node!.take()).toEqual([]);
  });

  it('E5: a late vote does not elect a candidate that follows another by now', () => {
    const node = new TestNode();
    node.timeOut();
    node.step({ type: 'pre-vote-reply', from: 2, to: 1, term: 1, granted: true });
    node.step({ type: 'heartbeat', from: 3, to: 1, term: 1, commit: 0, epoch: 1, readPosition: 0 });
    node.step({ type: 'vote-reply', from: 2, to: 1, term: 1, granted: true });
    expect(node.status).toMatchObject({ role: 'follower', leaderId: 3 });
  });

  it('E6: wherever three of five reach each other, somebody leads and commits', () => {
    const pairs = [1, 2, 3, 4, 5].flatMap((a) =>
      [1, 2, 3, 4, 5].filter((b) => b > a).map((b) => [a, b] as const),
    );
    let topologies = 0;
    for (let links = 0; links < 1 << pairs.length; links += 1) {
      const isLinked = (a: number, b: number): boolean =>
        pairs.some(
          ([x, y], at) => (links >> at) & 1 && ((x === a && y === b) || (x === b && y === a)),
        );
      const hasThree = pairs.some(
        ([a, b]) => isLinked(a, b) && [1, 2, 3, 4, 5].some((c) => isLinked(a, c) && isLinked(b, c)),
      );
      // One in seven of them all: a different mix of shapes than any order would give.
      if (!hasThree || links % 7 !== 0) continue;
      topologies += 1;
      const nodes = clusterOf(5);
      elect(nodes[0]!, nodes);
      let isServed = false;
      for (let tick = 0; tick < 300 && !isServed; tick += 1) {
        for (const node of nodes) {
          node.tick();
          deliverAll(nodes, ({ from, to }) => isLinked(from, to));
        }
        if (tick < 60) continue;
        for (const node of nodes) {
          const placed = node.propose(1);
          deliverAll(nodes, ({ from, to }) => isLinked(from, to));
          if (typeof placed !== 'string' && node.status.commitIndex >= placed.index)
            isServed = true;
        }
      }
      if (!isServed) throw new Error(`Nobody serves in topology ${links}.`);
    }
    expect(topologies).toBeGreaterThan(50);
  });

  it('E9: one voter who says yes three times is one vote', () => {
    const node = new TestNode({ voters: [1, 2, 3, 4, 5] });
    node.timeOut();
    for (const from of [2, 2, 2]) {
      node.step({ type: 'pre-vote-reply', from, to: 1, term: 1, granted: true });
    }
    expect(node.status.role).toBe('pre-candidate');
    node.step({ type: 'pre-vote-reply', from: 3, to: 1, term: 1, granted: true });
    for (const from of [2, 2, 2]) {
      node.step({ type: 'vote-reply', from, to: 1, term: 1, granted: true });
    }
    expect(node.status.role).toBe('candidate');
  });
});
