import { describe, expect, it } from '@jest/globals';
import { clusterOf, deliverAll, elect, logOf, TestNode } from '../../testing/test-node.ts';
import type { AppendRequest, Entry } from './types.ts';

function append(changes: Partial<AppendRequest> = {}): AppendRequest {
  return {
    type: 'append',
    from: 2,
    to: 1,
    term: 1,
    prevIndex: 0,
    prevTerm: 0,
    entries: [],
    commit: 0,
    epoch: 1,
    ...changes,
  };
}

const terms = (node: TestNode): (number | null)[] =>
  Array.from({ length: node.status.lastIndex }, (_, at) => node.core.termAt(at + 1));

describe('elections (§5.2)', () => {
  it('begin with the question whether one would be elected, which changes no term', () => {
    const node = new TestNode();
    node.timeOut();
    expect(node.status).toMatchObject({ role: 'pre-candidate', term: 0, vote: null });
    expect(node.taken('pre-vote').map(({ to, term }) => [to, term])).toEqual([
      [2, 1],
      [3, 1],
    ]);
  });

  it('persist the new term and the own vote before votes are asked for', () => {
    const node = new TestNode();
    node.timeOut();
    node.take();
    node.isDiskHeld = true;
    node.step({ type: 'pre-vote-reply', from: 2, to: 1, term: 1, granted: true });
    expect(node.status).toMatchObject({ role: 'candidate', term: 1, vote: 1 });
    expect(node.take()).toEqual([]);
    expect(node.writes[0]).toMatchObject({ mustSync: true, hardState: { term: 1, vote: 1 } });
    node.finishWrite();
    expect(node.taken('vote').map(({ to }) => to)).toEqual([2, 3]);
  });

  it('are won by a majority, and the winner writes a blank entry', () => {
    const nodes = clusterOf(3);
    elect(nodes[0]!, nodes);
    expect(nodes[0]!.status).toMatchObject({ role: 'leader', term: 1, commitIndex: 1 });
    expect(nodes[2]!.status).toMatchObject({ role: 'follower', leaderId: 1, lastIndex: 1 });
    expect(nodes[0]!.applied.map(({ type }) => type)).toEqual(['blank']);
  });

  it('fall at different times: deadlines are drawn anew each time (E12)', () => {
    const waits = new Set<number>();
    const node = new TestNode();
    for (let round = 0; round < 50; round += 1) {
      let ticks = 0;
      while (node.taken('pre-vote').length === 0) {
        node.tick();
        ticks += 1;
      }
      waits.add(ticks);
      expect(ticks).toBeGreaterThanOrEqual(10);
      expect(ticks).toBeLessThan(20);
    }
    expect(waits.size).toBeGreaterThan(5);
  });

  it('are nothing for a follower that hears its leader', () => {
    const node = new TestNode({ hardState: { term: 1 } });
    for (let at = 0; at < 30; at += 1) {
      node.step({
        type: 'heartbeat',
        from: 2,
        to: 1,
        term: 1,
        commit: 0,
        epoch: 1,
        readPosition: 0,
      });
      node.tick(3);
    }
    expect(node.status).toMatchObject({ role: 'follower', term: 1, leaderId: 2 });
  });
});

describe('votes (§5.2, §5.4.1)', () => {
  const ask = { type: 'vote', from: 2, to: 1, term: 5, lastIndex: 2, lastTerm: 2 } as const;

  it('are given once in a term, and the vote is durable before it is said', () => {
    const node = new TestNode({ entries: logOf(1, 2) });
    node.isDiskHeld = true;
    node.step(ask);
    expect(node.take()).toEqual([]);
    node.finishWrite();
    expect(node.persisted[0]).toMatchObject({ mustSync: true, hardState: { term: 5, vote: 2 } });
    expect(node.taken('vote-reply')).toMatchObject([{ to: 2, granted: true }]);
    node.isDiskHeld = false;
    node.step({ ...ask, from: 3 });
    expect(node.taken('vote-reply')).toMatchObject([{ to: 3, granted: false }]);
  });

  it('survive a restart', () => {
    const node = new TestNode({ entries: logOf(1), hardState: { term: 5, vote: 2 } });
    node.step({ ...ask, from: 3 });
    expect(node.taken('vote-reply')).toMatchObject([{ to: 3, granted: false }]);
  });

  // [own log's terms, candidate's last index, candidate's last term, granted]
  it.each([
    [[1, 1, 1], 1, 2, true],
    [[1, 2], 9, 1, false],
    [[1, 2], 2, 2, true],
    [[1, 2], 1, 2, false],
    [[], 0, 0, true],
  ])(
    'go by the last entry, term first (E10, liferaft): %p',
    (own, lastIndex, lastTerm, granted) => {
      const node = new TestNode({ entries: logOf(...own), hardState: { term: 4 } });
      node.step({ ...ask, lastIndex, lastTerm });
      expect(node.taken('vote-reply')).toMatchObject([{ granted }]);
    },
  );
});

describe('replication (§5.3)', () => {
  it('refuses what does not follow its log, and names where the logs may agree', () => {
    const node = new TestNode({ entries: logOf(1, 1, 1, 2, 2) });
    node.step(append({ term: 4, prevIndex: 5, prevTerm: 4 }));
    expect(node.taken('append-rejected')).toMatchObject([{ hintIndex: 5, hintTerm: 2 }]);
    node.step(append({ term: 4, prevIndex: 4, prevTerm: 1 }));
    expect(node.taken('append-rejected')).toMatchObject([{ hintIndex: 3, hintTerm: 1 }]);
    node.step(append({ term: 4, prevIndex: 9, prevTerm: 4 }));
    expect(node.taken('append-rejected')).toMatchObject([{ hintIndex: 5, hintTerm: 2 }]);
  });

  it('replaces what conflicts, and says on disk that it does', () => {
    const node = new TestNode({ entries: logOf(1, 1, 2, 2) });
    const entries: Entry[] = [{ index: 3, term: 3, type: 'normal', data: new Uint8Array(1) }];
    node.step(append({ term: 3, prevIndex: 2, prevTerm: 1, entries, commit: 1 }));
    expect(terms(node)).toEqual([1, 1, 3]);
    expect(node.persisted[0]).toMatchObject({ truncateAfter: 2, entries, mustSync: true });
    expect(node.taken('append-accepted')).toMatchObject([{ match: 3 }]);
    expect(node.status.commitIndex).toBe(1);
  });

  it('acknowledges entries only when they are durable', () => {
    const node = new TestNode();
    node.isDiskHeld = true;
    node.step(append({ entries: logOf(1, 1) }));
    expect(node.take()).toEqual([]);
    node.finishWrite();
    expect(node.taken('append-accepted')).toMatchObject([{ match: 2 }]);
  });

  // Figure 7: a leader of term 8 and the followers a to f.
  it.each([
    ['a', [1, 1, 1, 4, 4, 5, 5, 6, 6]],
    ['b', [1, 1, 1, 4]],
    ['c', [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6]],
    ['d', [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7]],
    ['e', [1, 1, 1, 4, 4, 4, 4]],
    ['f', [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3]],
  ])('brings follower %s of figure 7 to the log of its leader', (_name, follower) => {
    const leading = logOf(1, 1, 1, 4, 4, 5, 5, 6, 6, 6);
    const nodes = clusterOf(3, (id) => ({
      entries: id === 2 ? logOf(...follower) : leading,
      hardState: { term: 7 },
    }));
    elect(nodes[0]!, [nodes[0]!, nodes[2]!]);
    nodes[0]!.tick(2);
    deliverAll(nodes);
    expect(terms(nodes[1]!)).toEqual([1, 1, 1, 4, 4, 5, 5, 6, 6, 6, nodes[0]!.status.term]);
  });

  it('passes over a whole term of conflicts in one round trip', () => {
    const long = Array.from({ length: 100 }, () => 2);
    const nodes = clusterOf(3, (id) => ({
      entries: id === 2 ? logOf(1, ...long) : logOf(1, ...long.map(() => 3)),
      hardState: { term: 3 },
    }));
    elect(nodes[0]!, [nodes[0]!, nodes[2]!]);
    nodes[0]!.tick(2);
    let rejections = 0;
    deliverAll(nodes, (message) => {
      if (message.type === 'append-rejected') rejections += 1;
      return true;
    });
    expect(nodes[1]!.status.lastIndex).toBe(102);
    expect(rejections).toBeLessThanOrEqual(2);
  });
});

describe('leadership', () => {
  it('ends when a majority was silent for an election timeout', () => {
    const nodes = clusterOf(3);
    elect(nodes[0]!, nodes);
    nodes[0]!.tick(20);
    expect(nodes[0]!.status).toMatchObject({ role: 'follower', term: 1, leaderId: null });
    expect(nodes[0]!.propose(1)).toBe('not-leader');
  });

  it('does not end while a majority answers', () => {
    const nodes = clusterOf(3);
    elect(nodes[0]!, nodes);
    for (let at = 0; at < 40; at += 1) {
      nodes[0]!.tick();
      deliverAll(nodes, ({ from, to }) => from !== 3 && to !== 3);
    }
    expect(nodes[0]!.status).toMatchObject({ role: 'leader', term: 1 });
  });

  it('is not disturbed by a member that comes back (dissertation §4.2.3, §9.6)', () => {
    const nodes = clusterOf(3);
    elect(nodes[0]!, nodes);
    nodes[2]!.tick(100);
    nodes[2]!.timeOut();
    deliverAll(nodes);
    expect(nodes[0]!.status).toMatchObject({ role: 'leader', term: 1 });
    expect(nodes[2]!.status.term).toBe(1);
  });

  it('refuses more uncommitted bytes than its bound, and takes them once it commits', () => {
    const nodes = clusterOf(3);
    elect(nodes[0]!, nodes);
    expect(nodes[0]!.propose(900)).toEqual({ index: 2, term: 1 });
    expect(nodes[0]!.propose(101)).toBe('overloaded');
    deliverAll(nodes);
    expect(nodes[0]!.status.uncommittedBytes).toBe(0);
    expect(nodes[0]!.propose(5000)).toEqual({ index: 3, term: 1 });
  });
});
