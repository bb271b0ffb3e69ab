import { describe, expect, it } from '@jest/globals';
import { clusterOf, elect, isLeading, logOf, TestNode } from '../../testing/test-node.ts';
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
