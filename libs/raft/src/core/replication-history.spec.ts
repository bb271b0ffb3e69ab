import { describe, expect, it } from '@jest/globals';
import {
  clusterOf,
  deliverAll,
  elect,
  isLeading,
  logOf,
  TestNode,
} from '../../testing/test-node.ts';
import type { AppendRequest, Entry } from './types.ts';

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
