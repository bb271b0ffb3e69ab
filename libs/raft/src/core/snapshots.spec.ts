import { describe, expect, it } from '@jest/globals';
import { clusterOf, deliverAll, elect, logOf, TestNode } from '../../testing/test-node.ts';
import { foundingConfState } from './membership.ts';
import type { Message, SnapshotMeta, SnapshotOffer } from './types.ts';

function snapshotAt(
  index: number,
  term: number,
  changes: Partial<SnapshotMeta> = {},
): SnapshotMeta {
  return {
    id: `${term}-${index}`,
    index,
    term,
    confState: foundingConfState([1, 2, 3]),
    ...changes,
  };
}

function offer(snapshot: SnapshotMeta, changes: Partial<SnapshotOffer> = {}): SnapshotOffer {
  return { type: 'snapshot', from: 2, to: 1, term: 5, epoch: 1, snapshot, ...changes };
}

/** Carries messages as a driver does: the sender of a snapshot hears what became of it. */
function carry(
  nodes: readonly TestNode[],
  passes: (message: Message) => boolean = () => true,
): void {
  deliverAll(nodes, (message) => {
    if (!passes(message)) return false;
    if (message.type === 'snapshot') {
      nodes.find(({ status }) => status.id === message.from)!.core.reportSnapshot(message.to, true);
    }
    return true;
  });
}

function beat(nodes: readonly TestNode[], ticks: number): void {
  for (let at = 0; at < ticks; at += 1) {
    for (const node of nodes) node.tick();
    carry(nodes);
  }
}

/** Node 3 has missed all that was compacted. */
function lagging(): { nodes: TestNode[]; leader: TestNode; third: TestNode } {
  const nodes = clusterOf(3);
  const [leader, second, third] = nodes;
  elect(leader!, [leader!, second!]);
  for (let at = 0; at < 5; at += 1) leader!.propose(1);
  deliverAll([leader!, second!]);
  return { nodes, leader: leader!, third: third! };
}

describe('a compacted log', () => {
  it('goes on from its snapshot, on disk too, and after a restart', () => {
    const { leader, nodes } = lagging();
    leader.persisted = [];
    const snapshot = leader.compact();
    expect(leader.status).toMatchObject({ compactedIndex: 6, snapshotIndex: 6, lastIndex: 6 });
    expect(leader.persisted).toMatchObject([
      { snapshot, entries: [], mustSync: true, hardState: { term: 1 } },
    ]);
    leader.propose(1);
    deliverAll(nodes);
    const again = new TestNode({
      snapshot,
      hardState: { term: 1, commit: 6 },
      entries: [{ ...logOf(1)[0]!, index: 7 }],
    });
    expect(again.status).toMatchObject({ lastIndex: 7, appliedIndex: 6, commitIndex: 6 });
    again.step({
      type: 'heartbeat',
      from: 2,
      to: 1,
      term: 2,
      commit: 7,
      epoch: 1,
      readPosition: 0,
    });
    expect(again.applied.map(({ index }) => index)).toEqual([7]);
  });

  it('takes the entries above the snapshot along to the new beginning on disk', () => {
    const { leader } = lagging();
    const snapshot = leader.core.snapshotNow();
    leader.isDiskHeld = true;
    leader.propose(1);
    leader.core.compact(snapshot, 2);
    leader.settle();
    expect(leader.writes.at(-1)).toMatchObject({ snapshot, entries: [{ index: 7 }] });
    expect(leader.status.compactedIndex).toBe(4);
    leader.finishWrite();
    leader.finishWrite();
    expect(leader.status.stableIndex).toBe(7);
  });

  it('spares a follower that is a little behind the snapshot', () => {
    const { leader, nodes, third } = lagging();
    leader.compact(4);
    beat(nodes, 4);
    // The beginning of the log is gone all the same for one that has nothing.
    expect(third.restored).toHaveLength(1);
    expect(third.status.lastIndex).toBe(6);
    leader.propose(1, 1);
    deliverAll(nodes, ({ to }) => to !== 3);
    leader.compact(4);
    beat(nodes, 4);
    expect(third.restored).toHaveLength(1);
    expect(third.status.appliedIndex).toBe(8);
  });

  it('is not sent from its beginning with the members of a later time, though it has the entries', () => {
    const [leader] = clusterOf(1);
    elect(leader!, [leader!]);
    leader!.change([{ type: 'add-learner', nodeId: 2 }]);
    leader!.compact(100);
    expect(leader!.status).toMatchObject({ compactedIndex: 0, snapshotIndex: 2 });
    const joining = new TestNode({ id: 2, voters: [] });
    beat([leader!, joining], 4);
    expect(joining.restored).toMatchObject([{ index: 2 }]);
    expect(joining.status.confState).toEqual(leader!.status.confState);
  });

  it('does not compact what it has not applied, and nothing twice', () => {
    const { leader } = lagging();
    expect(() => leader.core.compact(snapshotAt(9, 1), 0)).toThrow('applied');
    const snapshot = leader.compact();
    leader.persisted = [];
    leader.core.compact(snapshot, 0);
    leader.settle();
    expect(leader.persisted).toEqual([]);
  });
});

describe('bugs of snapshots', () => {
  it('S1, S2: a log that disagrees with the snapshot goes as a whole, on disk in one write', () => {
    const node = new TestNode({
      entries: logOf(1, 1, 2, 2, 2, 2),
      hardState: { term: 3, commit: 1 },
    });
    node.isDiskHeld = true;
    node.step(offer(snapshotAt(4, 3)));
    expect(node.status).toMatchObject({ lastIndex: 4, commitIndex: 4, compactedIndex: 4 });
    expect(node.writes).toMatchObject([{ snapshot: { index: 4 }, entries: [] }]);
    expect(node.writes[0]!.truncateAfter).toBeUndefined();
    expect(node.take()).toEqual([]);
    node.finishWrite();
    expect(node.taken('append-accepted')).toMatchObject([{ match: 4 }]);
    expect(node.restored).toMatchObject([{ index: 4 }]);
  });

  it('S1: a write of the old log that ends after the installation makes nothing durable', () => {
    const node = new TestNode({ hardState: { term: 2 } });
    node.isDiskHeld = true;
    const entries = logOf(2, 2, 2, 2, 2, 2);
    node.step({
      type: 'append',
      from: 2,
      to: 1,
      term: 5,
      prevIndex: 0,
      prevTerm: 0,
      entries,
      commit: 0,
      epoch: 1,
    });
    node.step(offer(snapshotAt(4, 3)));
    node.finishWrite();
    expect(node.status.stableIndex).toBe(0);
    node.finishWrite();
    expect(node.status.stableIndex).toBe(4);
  });

  it('keeps a log that has the snapshot in it', () => {
    const node = new TestNode({ entries: logOf(1, 3, 3), hardState: { term: 3 } });
    node.step(offer(snapshotAt(2, 3)));
    expect(node.status).toMatchObject({ lastIndex: 3, commitIndex: 2, compactedIndex: 0 });
    expect(node.restored).toEqual([]);
    expect(node.taken('append-accepted')).toMatchObject([{ match: 2 }]);
  });

  it('S3: a snapshot at what is committed changes nothing, and one that contradicts it is refused', () => {
    const node = new TestNode({ entries: logOf(1, 1, 1), hardState: { term: 1, commit: 3 } });
    node.step(offer(snapshotAt(2, 1)));
    expect(node.taken('append-accepted')).toMatchObject([{ match: 3 }]);
    expect(node.step(offer(snapshotAt(2, 4)))).toBe('inconsistent');
    expect(node.status).toMatchObject({ lastIndex: 3, snapshotIndex: 0 });
  });

  it("S4: a snapshot at the leader's last index leaves the follower in the stream, not in a probe", () => {
    const { leader, nodes, third } = lagging();
    leader.compact();
    beat(nodes, 4);
    expect(third.status).toMatchObject({ lastIndex: 6, snapshotIndex: 6 });
    expect(leader.status.peers[3]).toMatchObject({ state: 'replicate', match: 6 });
  });

  it('S5, L5: an unknown follower of a fully compacted log gets the snapshot, and no empty append', () => {
    const { leader, third, nodes } = lagging();
    leader.compact();
    third.take();
    leader.tick(2);
    carry(nodes, ({ type, to, ...rest }) => {
      if (type === 'append' && to === 3)
        expect('prevTerm' in rest && rest.prevTerm).toBeGreaterThan(0);
      return true;
    });
    expect(third.restored).toMatchObject([{ index: 6 }]);
    leader.propose(1);
    carry(nodes);
    expect(third.status.lastIndex).toBe(7);
  });

  it('L5: an append from before what was compacted is answered, not compared', () => {
    const node = new TestNode({ snapshot: snapshotAt(5, 2), hardState: { term: 2, commit: 5 } });
    const message = { type: 'append', from: 2, to: 1, term: 2, commit: 5, epoch: 1 } as const;
    node.step({ ...message, prevIndex: 2, prevTerm: 1, entries: [] });
    expect(node.taken('append-accepted')).toMatchObject([{ match: 5 }]);
    node.step({ ...message, prevIndex: 9, prevTerm: 2, entries: [] });
    expect(node.taken('append-rejected')).toMatchObject([{ hintIndex: 5, hintTerm: 2 }]);
    expect(node.step({ ...message, prevIndex: 5, prevTerm: 1, entries: [] })).toBe('inconsistent');
  });

  it('S6: a joint configuration survives in the snapshot, and is left afterwards', () => {
    const nodes = clusterOf(3);
    const [leader, second, third] = nodes;
    elect(leader!, [leader!, second!]);
    leader!.change([{ type: 'remove', nodeId: 2 }], 'joint-explicit');
    deliverAll([leader!, second!]);
    leader!.compact();
    beat(nodes, 4);
    expect(third!.restored).toHaveLength(1);
    expect(third!.status.confState).toEqual(leader!.status.confState);
    expect(third!.status.confState).toMatchObject({ voters: [1, 3], votersOutgoing: [1, 2, 3] });
    const again = new TestNode({ id: 3, snapshot: third!.restored[0]! });
    expect(again.status.confState.votersOutgoing).toEqual([1, 2, 3]);
    leader!.change([], 'leave');
    beat(nodes, 4);
    expect(third!.status.confState).toMatchObject({ voters: [1, 3], votersOutgoing: [] });
  });

  it.each([
    ['learner', { voters: [2, 3], learners: [1] }],
    ['stranger', { voters: [2, 3] }],
    ['voter', { voters: [1, 2, 3] }],
  ])('S6: a voter takes a snapshot that makes it %s', (_role, members) => {
    const node = new TestNode();
    node.step(offer(snapshotAt(4, 3, { confState: { ...foundingConfState([2, 3]), ...members } })));
    expect(node.status).toMatchObject({ snapshotIndex: 4, confState: members });
    node.tick(60);
    expect(node.taken('pre-vote').length > 0).toBe(members.voters.includes(1));
  });

  it('offers again, at the next sign of life, what did not arrive', () => {
    const { leader, third } = lagging();
    leader.compact();
    for (let round = 0; round < 3; round += 1) {
      const offers: Message[] = [];
      for (let at = 0; at < 6; at += 1) {
        leader.tick();
        deliverAll([leader, third], (message) => {
          if (message.type === 'snapshot') offers.push(message);
          return message.type !== 'snapshot';
        });
      }
      expect(offers).toHaveLength(1);
      expect(leader.status.peers[3]!.state).toBe('snapshot');
      leader.core.reportSnapshot(3, false);
    }
  });

  it('hands nothing out while the application takes a snapshot over, the newest one counting', () => {
    const node = new TestNode();
    node.core.step(offer(snapshotAt(4, 3)));
    expect(node.core.ready().restore).toMatchObject({ index: 4 });
    node.core.step(offer(snapshotAt(6, 3)));
    const entries = [{ ...logOf(5)[0]!, index: 7 }];
    node.core.step({
      type: 'append',
      from: 2,
      to: 1,
      term: 5,
      prevIndex: 6,
      prevTerm: 3,
      entries,
      commit: 7,
      epoch: 1,
    });
    node.core.onPersisted(1);
    const ready = node.core.ready();
    expect(ready.restore).toMatchObject({ index: 6 });
    node.core.onPersisted(2);
    node.core.onRestored(4);
    expect(node.status.appliedIndex).toBe(0);
    node.core.onRestored(6);
    node.settle();
    expect(node.applied.map(({ index }) => index)).toEqual([7]);
  });
});
