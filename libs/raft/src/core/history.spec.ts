import { describe, expect, it } from '@jest/globals';
import {
  clusterOf,
  deliverAll,
  elect,
  isLeading,
  logOf,
  TestNode,
} from '../../testing/test-node.ts';
import { foundingConfState } from './membership.ts';
import { prng } from './prng.ts';
import type { AppendRequest, Entry, Message } from './types.ts';

// Each of these is a bug that another Raft library had; the ids are those of the design's list.

const entry = (index: number, term: number): Entry => ({
  index,
  term,
  type: 'normal',
  data: new Uint8Array(8),
});

function append(changes: Partial<AppendRequest>): AppendRequest {
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

describe('bugs of replication', () => {
  it('L1: an entry of an earlier term is not committed by counting (figure 8)', () => {
    const [candidate] = clusterOf(3, () => ({ entries: logOf(1, 2), hardState: { term: 3 } }));
    candidate!.timeOut();
    candidate!.step({ type: 'pre-vote-reply', from: 2, to: 1, term: 4, granted: true });
    candidate!.step({ type: 'vote-reply', from: 2, to: 1, term: 4, granted: true });
    expect(isLeading(candidate!)).toBe(true);
    const { epoch } = candidate!.taken('append')[0]!;
    candidate!.step({ type: 'append-accepted', from: 2, to: 1, term: 4, match: 2, epoch });
    candidate!.step({
      type: 'append-accepted',
      from: 3,
      to: 1,
      term: 4,
      match: 2,
      epoch: epoch + 1,
    });
    expect(candidate!.status.commitIndex).toBe(0);
    candidate!.step({ type: 'append-accepted', from: 2, to: 1, term: 4, match: 3, epoch });
    expect(candidate!.status.commitIndex).toBe(3);
  });

  it('L3: a late and shorter append does not cut what came after it', () => {
    const node = new TestNode();
    node.step(append({ entries: [entry(1, 1), entry(2, 1), entry(3, 1)] }));
    node.step(append({ entries: [entry(1, 1)] }));
    node.step(append({ prevIndex: 1, prevTerm: 1 }));
    expect(node.status.lastIndex).toBe(3);
    expect(node.persisted.every(({ truncateAfter }) => truncateAfter === undefined)).toBe(true);
  });

  it('L4: an answer claims no more than the append it answers held', () => {
    const node = new TestNode({ entries: logOf(1, 1, 1) });
    node.step(append({ term: 2, prevIndex: 1, prevTerm: 1 }));
    expect(node.taken('append-accepted')).toMatchObject([{ match: 1 }]);
  });

  it('L4, L6: a late rejection or a repeated answer takes nothing back', () => {
    const nodes = clusterOf(3);
    const [leader] = nodes;
    elect(leader!, nodes);
    leader!.propose(1, 1, 1);
    deliverAll(nodes);
    const before = leader!.status.peers[2]!;
    const common = { from: 2, to: 1, term: 1, epoch: 1 } as const;
    leader!.step({ type: 'append-accepted', match: 1, ...common });
    leader!.step({
      type: 'append-rejected',
      rejectedIndex: 2,
      hintIndex: 0,
      hintTerm: 0,
      ...common,
    });
    expect(leader!.status.peers[2]).toEqual(before);
  });

  it('L6, L7: an answer to another leadership, or to another record of the follower, counts nothing', () => {
    const nodes = clusterOf(3);
    const [leader] = nodes;
    elect(leader!, nodes);
    leader!.propose(1);
    const common = { type: 'append-accepted', from: 2, to: 1, match: 2 } as const;
    leader!.step({ ...common, term: 0, epoch: 1 });
    leader!.step({ ...common, term: 1, epoch: 9 });
    expect(leader!.status).toMatchObject({ commitIndex: 1, peers: { 2: { match: 1 } } });
    leader!.step({ ...common, term: 1, epoch: 1 });
    expect(leader!.status.commitIndex).toBe(2);
  });

  it('L8: a full window of lost appends flows again after heartbeats', () => {
    const nodes = clusterOf(3);
    const [leader, follower] = nodes;
    elect(leader!, nodes);
    for (let at = 0; at < 6; at += 1) leader!.propose(10);
    expect(leader!.status.peers[2]).toMatchObject({ inflightMessages: 4 });
    leader!.take();
    for (let at = 0; at < 8; at += 1) {
      leader!.tick();
      deliverAll(nodes);
    }
    expect(follower!.status.lastIndex).toBe(7);
    expect(leader!.status.peers[2]).toMatchObject({ inflightMessages: 0, inflightBytes: 0 });
  });

  it('L8: what a deposed leader had uncommitted does not use up its bound for ever', () => {
    const nodes = clusterOf(3);
    const [leader] = nodes;
    elect(leader!, nodes);
    leader!.propose(900);
    leader!.take();
    leader!.tick(20);
    expect(leader!.status.uncommittedBytes).toBe(0);
    leader!.take();
    elect(leader!, nodes);
    expect(leader!.status.uncommittedBytes).toBe(0);
    expect(leader!.propose(900)).toMatchObject({ term: leader!.status.term });
  });
});

describe('bugs of durability', () => {
  it('D1: a cluster of one commits nothing that is not on its disk', () => {
    const node = new TestNode({ voters: [1] });
    node.timeOut();
    expect(isLeading(node)).toBe(true);
    node.isDiskHeld = true;
    node.propose(1);
    expect(node.status).toMatchObject({ lastIndex: 2, commitIndex: 1 });
    node.finishWrite();
    expect(node.status).toMatchObject({ commitIndex: 2, appliedIndex: 2 });
  });

  it('D1: a cluster of one does not even lead before its vote is on its disk', () => {
    const node = new TestNode({ voters: [1] });
    node.isDiskHeld = true;
    node.tick(20);
    expect(node.status.role).toBe('candidate');
    node.finishWrite();
    expect(isLeading(node)).toBe(true);
  });

  it('D2: a leader does not count its own entries before they are on its disk', () => {
    const nodes = clusterOf(3);
    const [leader, follower] = nodes;
    elect(leader!, nodes);
    leader!.isDiskHeld = true;
    leader!.propose(1);
    follower!.isDiskHeld = true;
    for (const message of leader!.take()) if (message.to === 2) follower!.step(message);
    expect(leader!.status.commitIndex).toBe(1);
    follower!.finishWrite();
    for (const message of follower!.take()) leader!.step(message);
    expect(leader!.status.commitIndex).toBe(1);
    leader!.finishWrite();
    expect(leader!.status.commitIndex).toBe(2);
  });

  it('D3: writes that complete out of order are a defect, and stop the node', () => {
    const node = new TestNode();
    node.isDiskHeld = true;
    node.step(append({ entries: [entry(1, 1)] }));
    node.step(append({ prevIndex: 1, prevTerm: 1, entries: [entry(2, 1)] }));
    expect(() => node.core.onPersisted(2)).toThrow('in order');
  });

  it('D3: an overwritten entry that comes back is not durable by its first write (ABA)', () => {
    const node = new TestNode();
    node.isDiskHeld = true;
    const first = entry(1, 1);
    node.step(append({ entries: [first] }));
    node.step(append({ from: 3, term: 2, entries: [entry(1, 2)] }));
    node.step(append({ from: 2, term: 3, entries: [first, entry(2, 3)], commit: 2 }));
    node.finishWrite();
    expect(node.status.stableIndex).toBe(0);
    expect(node.applied).toEqual([]);
    node.finishWrite();
    expect(node.status.stableIndex).toBe(0);
    node.finishWrite();
    expect(node.status.stableIndex).toBe(2);
    expect(node.applied.map(({ term }) => term)).toEqual([1, 3]);
  });

  it('D7: a commit index alone asks for no sync', () => {
    const node = new TestNode({ entries: logOf(1, 1) });
    node.step(append({ prevIndex: 2, prevTerm: 1, commit: 2 }));
    expect(node.status.commitIndex).toBe(2);
    expect(node.persisted).toMatchObject([{ hardState: { commit: 2 }, mustSync: false }]);
  });

  it('M5: a node whose disk lost its log does not pretend to have what was committed', () => {
    const node = new TestNode();
    const result = node.step({
      type: 'heartbeat',
      from: 2,
      to: 1,
      term: 1,
      commit: 9,
      epoch: 1,
      readPosition: 0,
    });
    expect(result).toBe('log-regressed');
    expect(node.status.commitIndex).toBe(0);
    expect(node.taken('heartbeat-reply')).toEqual([]);
  });
});

describe('whatever a peer sends', () => {
  it('nothing is thrown, and what no member can have sent changes no term', () => {
    const rng = prng(1);
    const odd = [-1, 0.5, NaN, Infinity, 2 ** 60];
    const number = (): number => (rng.below(12) === 0 ? odd[rng.below(odd.length)]! : rng.below(6));
    const types: Message['type'][] = [
      'pre-vote',
      'vote',
      'pre-vote-reply',
      'vote-reply',
      'append',
      'append-accepted',
      'append-rejected',
      'heartbeat',
      'heartbeat-reply',
      'snapshot',
      'timeout-now',
      'read-request',
      'read-reply',
    ];
    const results = new Map<string, number>();
    for (let round = 0; round < 3000; round += 1) {
      const node = new TestNode({ entries: logOf(1, 1, 2), hardState: { commit: 2 } });
      if (rng.below(2) === 0) node.timeOut();
      for (let at = 0; at < 5; at += 1) {
        const message = {
          type: types[rng.below(types.length)]!,
          from: rng.below(5),
          to: rng.below(20) === 0 ? 2 : 1,
          term: number(),
          lastIndex: number(),
          lastTerm: number(),
          granted: rng.below(2) === 0,
          prevIndex: number(),
          prevTerm: number(),
          entries: Array.from({ length: rng.below(3) }, () => entry(number(), number())),
          commit: number(),
          epoch: number(),
          match: number(),
          rejectedIndex: number(),
          hintIndex: number(),
          hintTerm: number(),
          readPosition: number(),
          token: number(),
          life: number(),
          index: number(),
          snapshot: {
            id: 'x',
            index: number(),
            term: number(),
            confState: { ...foundingConfState([1, 2, 3]), index: number() },
          },
        } as Message;
        const { term, vote } = node.status;
        const result = node.step(message);
        results.set(result, (results.get(result) ?? 0) + 1);
        if (result !== 'ok' && result !== 'log-regressed') {
          expect(node.status).toMatchObject({ term, vote });
        }
      }
    }
    expect([...results.keys()].sort()).toEqual(
      ['inconsistent', 'log-regressed', 'malformed', 'ok', 'unknown-peer'].sort(),
    );
  });
});
