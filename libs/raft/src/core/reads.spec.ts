import { describe, expect, it } from '@jest/globals';
import { clusterOf, deliverAll, elect, logOf, TestNode } from '../../testing/test-node.ts';

function led(size = 3): TestNode[] {
  const nodes = clusterOf(size);
  elect(nodes[0]!, nodes);
  nodes[0]!.propose(1);
  deliverAll(nodes);
  return nodes;
}

describe('a linearizable read', () => {
  it('is served once a quorum has said that this node still leads', () => {
    const nodes = led();
    const [leader] = nodes;
    expect(leader!.read(7)).toBe('pending');
    expect(leader!.reads).toEqual([]);
    deliverAll(nodes, ({ from, to }) => from !== 3 && to !== 3);
    expect(leader!.reads).toEqual([{ token: 7, index: 2 }]);
  });

  it('is not served by a leader that is cut off', () => {
    const nodes = led();
    const [leader] = nodes;
    leader!.read(7);
    leader!.take();
    leader!.tick(20);
    expect(leader!.reads).toEqual([]);
    expect(leader!.read(8)).toBe('not-leader');
    expect(leader!.status.pendingReads).toBe(0);
  });

  it('shares its round of heartbeats with all that came along with it', () => {
    const nodes = led();
    const [leader] = nodes;
    for (let token = 1; token <= 100; token += 1) leader!.core.readIndex(token);
    leader!.settle();
    expect(leader!.taken('heartbeat')).toHaveLength(2);
  });

  it('costs a cluster of one no round at all', () => {
    const [leader] = led(1);
    leader!.read(1);
    expect(leader!.reads).toEqual([{ token: 1, index: 2 }]);
  });

  it('goes from a follower by way of its leader', () => {
    const nodes = led();
    expect(nodes[1]!.read(5)).toBe('pending');
    deliverAll(nodes);
    expect(nodes[1]!.reads).toEqual([{ token: 5, index: 2 }]);
    expect(new TestNode().read(1)).toBe('not-leader');
  });

  it('of a follower is not answered in its next life, whatever the token', () => {
    const nodes = led();
    nodes[1]!.read(5);
    const request = nodes[1]!.taken('read-request')[0]!;
    const reborn = new TestNode({ id: 2, entries: logOf(1, 1) });
    const reply = { type: 'read-reply', from: 1, to: 2, term: 1, token: 5, index: 2 } as const;
    reborn.step({ ...reply, life: request.life + 1 });
    expect(reborn.reads).toEqual([]);
  });

  it('R1: a late answer to an earlier heartbeat counts for no later read, though its token be the same', () => {
    const nodes = led();
    const [leader, second] = nodes;
    leader!.read(7);
    const early = leader!.taken('heartbeat').find(({ to }) => to === 2)!;
    second!.step(early);
    const late = second!.taken('heartbeat-reply')[0]!;
    leader!.step({ ...late, from: 3, epoch: leader!.status.role === 'leader' ? 2 : 0 });
    expect(leader!.reads).toEqual([{ token: 7, index: 2 }]);
    leader!.read(7);
    leader!.step(late);
    expect(leader!.reads).toHaveLength(1);
    deliverAll(nodes);
    expect(leader!.reads).toHaveLength(2);
  });

  it('R1: an answer that was never asked for is not believed', () => {
    const [leader] = led();
    leader!.read(1);
    const { epoch } = leader!.taken('heartbeat')[0]!;
    const reply = { type: 'heartbeat-reply', from: 2, to: 1, term: 1, epoch } as const;
    expect(leader!.step({ ...reply, readPosition: 9 })).toBe('inconsistent');
    expect(leader!.reads).toEqual([]);
  });

  it('R2: is refused before the leader has committed something of its own term', () => {
    const [leader] = clusterOf(3, () => ({ entries: logOf(1), hardState: { term: 1, commit: 1 } }));
    leader!.timeOut();
    leader!.step({ type: 'pre-vote-reply', from: 2, to: 1, term: 2, granted: true });
    leader!.step({ type: 'vote-reply', from: 2, to: 1, term: 2, granted: true });
    expect(leader!.read(1)).toBe('not-ready');
    const { epoch } = leader!.taken('append')[0]!;
    leader!.step({ type: 'append-accepted', from: 2, to: 1, term: 2, match: 2, epoch });
    expect(leader!.read(1)).toBe('pending');
  });

  it('R3: keeps nobody from voting while leadership is handed over', () => {
    const nodes = led();
    const [leader, second] = nodes;
    leader!.transfer(2);
    leader!.read(1);
    deliverAll(nodes);
    expect(second!.status.role).toBe('leader');
  });

  it('needs a quorum of both halves of a joint configuration', () => {
    const nodes = led();
    const [leader] = nodes;
    leader!.change(
      [
        { type: 'remove', nodeId: 2 },
        { type: 'remove', nodeId: 3 },
        { type: 'add-voter', nodeId: 4 },
      ],
      'joint-explicit',
    );
    deliverAll(nodes);
    expect(leader!.status.confState).toMatchObject({ voters: [1, 4], votersOutgoing: [1, 2, 3] });
    leader!.read(1);
    deliverAll(nodes);
    expect(leader!.reads).toEqual([]);
    const fourth = new TestNode({ id: 4, voters: [] });
    for (let at = 0; at < 4; at += 1) {
      leader!.tick();
      deliverAll([...nodes, fourth]);
    }
    expect(leader!.reads).toMatchObject([{ token: 1 }]);
  });
});
