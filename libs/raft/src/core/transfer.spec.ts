import { describe, expect, it } from '@jest/globals';
import {
  clusterOf,
  deliverAll,
  elect,
  isLeading,
  TEST_CONFIG,
  TestNode,
} from '../../testing/test-node.ts';

function led(size = 3): TestNode[] {
  const nodes = clusterOf(size);
  elect(nodes[0]!, nodes);
  nodes[0]!.propose(1);
  deliverAll(nodes);
  return nodes;
}

function beat(nodes: readonly TestNode[], ticks: number): void {
  for (let at = 0; at < ticks; at += 1) {
    for (const node of nodes) node.tick();
    deliverAll(nodes);
  }
}

describe('handing over leadership', () => {
  it('makes a caught-up voter leader within one round, in the next term', () => {
    const nodes = led();
    expect(nodes[0]!.transfer(2)).toBe('ok');
    deliverAll(nodes);
    expect(nodes[1]!.status).toMatchObject({ role: 'leader', term: 2 });
    expect(nodes[0]!.status).toMatchObject({ role: 'follower', leaderId: 2, transferringTo: null });
  });

  it('finds a successor at any tick, also right after the quorum was counted', () => {
    const nodes = led();
    const [leader] = nodes;
    for (let at = 0; at < 3 * TEST_CONFIG.electionTicks; at += 1) {
      for (const node of nodes) node.tick();
      // Before this tick's heartbeats are answered: nobody was heard of since the count.
      expect(Object.values(leader!.status.peers).map(({ active }) => active)).toEqual([true, true]);
      deliverAll(nodes);
    }
  });

  it('waits until the target has everything', () => {
    const nodes = led();
    const [leader, second] = nodes;
    leader!.propose(1);
    const appends = leader!.take();
    leader!.transfer(2);
    expect(leader!.take()).toEqual([]);
    for (const message of appends) if (message.to === 2) second!.step(message);
    deliverAll(nodes);
    expect(isLeading(second!)).toBe(true);
    expect(second!.status.lastIndex).toBe(4);
  });

  it('T1: a late "campaign now" does not disturb a leader that goes on', () => {
    const nodes = led();
    const [leader, second] = nodes;
    leader!.transfer(2);
    const late = leader!.taken('timeout-now')[0]!;
    beat(nodes, TEST_CONFIG.electionTicks + 2);
    expect(leader!.status).toMatchObject({ role: 'leader', transferringTo: null });
    second!.step(late);
    deliverAll(nodes);
    expect(leader!.status).toMatchObject({ role: 'leader', term: 1 });
    // And one of a leader of another term, or of nobody's leader, neither.
    for (const forged of [
      { ...late, from: 3 },
      { ...late, term: 0 },
    ])
      second!.step(forged);
    expect(second!.status).toMatchObject({ role: 'follower', term: 1 });
  });

  it('T2: the target asks for votes at once, and a heartbeat does not stop it', () => {
    const nodes = led();
    const [leader, second] = nodes;
    leader!.transfer(2);
    second!.step(leader!.taken('timeout-now')[0]!);
    const sent = second!.take();
    expect(sent.map(({ type }) => type)).toEqual(['vote', 'vote']);
    const beatOf = { type: 'heartbeat', from: 1, to: 2, term: 1, readPosition: 0 } as const;
    second!.step({ ...beatOf, commit: 0, epoch: 1 });
    expect(second!.status.role).toBe('candidate');
    // The others hear their leader still, and help all the same.
    nodes[2]!.step(sent.find(({ to }) => to === 3)!);
    expect(nodes[2]!.taken('vote-reply')).toMatchObject([{ granted: true }]);
  });

  it('T3: nothing is proposed meanwhile, and again when it was given up', () => {
    const nodes = led();
    const [leader] = nodes;
    leader!.transfer(2);
    leader!.take();
    expect(leader!.propose(1)).toBe('transferring');
    expect(leader!.change([{ type: 'remove', nodeId: 3 }])).toBe('transferring');
    const rest = [leader!, nodes[2]!];
    beat(rest, TEST_CONFIG.electionTicks);
    expect(leader!.propose(1)).toMatchObject({ term: 1 });
  });

  it('T4: goes to no learner, no stranger, and nobody who is silent or demoted meanwhile', () => {
    const nodes = led();
    const [leader] = nodes;
    leader!.change([{ type: 'add-learner', nodeId: 4 }]);
    deliverAll(nodes);
    expect(leader!.transfer(4)).toBe('not-a-voter');
    expect(leader!.transfer(9)).toBe('not-a-voter');
    expect(leader!.transfer(1)).toBe('self');
    expect(nodes[1]!.transfer(3)).toBe('not-leader');
    beat([leader!, nodes[1]!], 2 * TEST_CONFIG.electionTicks);
    leader!.tick(TEST_CONFIG.electionTicks - 1);
    expect(leader!.transfer(3)).toBe('unreachable');
    // Demoted: "campaign now" reaches a node that votes no more.
    const learner = new TestNode({ id: 5, voters: [1, 2] });
    learner.step({
      type: 'heartbeat',
      from: 1,
      to: 5,
      term: 1,
      commit: 0,
      epoch: 1,
      readPosition: 0,
    });
    learner.take();
    learner.step({ type: 'timeout-now', from: 1, to: 5, term: 1, epoch: 1 });
    expect(learner.take()).toEqual([]);
  });

  it('T4: waits for what the target has received and not yet flushed', () => {
    const nodes = led();
    const [leader, second] = nodes;
    second!.isDiskHeld = true;
    leader!.propose(1);
    leader!.transfer(2);
    deliverAll(nodes);
    expect(isLeading(leader!)).toBe(true);
    expect(second!.status.role).toBe('follower');
    second!.isDiskHeld = false;
    while (second!.writes.length > 0) second!.finishWrite();
    deliverAll(nodes);
    expect(isLeading(second!)).toBe(true);
  });
});

describe('a node whose disk is unfit', () => {
  const unfit = { canLead: false, canAppend: false };

  it('D8: hands over, and is not elected again while it lasts (hashicorp #614)', () => {
    const nodes = led();
    const [leader] = nodes;
    leader!.core.setFitness(unfit);
    expect(leader!.propose(1)).toBe('disk-unfit');
    leader!.tick();
    deliverAll(nodes);
    expect(nodes.filter(isLeading)).toHaveLength(1);
    expect(isLeading(leader!)).toBe(false);
    leader!.tick(100);
    expect(leader!.taken('pre-vote')).toEqual([]);
  });

  it('D8: makes room where nobody can be handed the lead', () => {
    const [leader] = led();
    leader!.take();
    leader!.tick(8);
    leader!.core.setFitness(unfit);
    leader!.tick(TEST_CONFIG.electionTicks + 2);
    expect(isLeading(leader!)).toBe(false);
    expect(leader!.status.leaderId).toBeNull();
  });

  it('alone goes on leading, and refuses what it cannot write', () => {
    const [leader] = led(1);
    leader!.core.setFitness(unfit);
    leader!.tick(50);
    expect(isLeading(leader!)).toBe(true);
    expect(leader!.propose(1)).toBe('disk-unfit');
    leader!.core.setFitness({ canLead: true, canAppend: true });
    expect(leader!.propose(1)).toMatchObject({ term: 1 });
  });

  it('D8: as follower takes no entries, answers heartbeats and votes, and recovers by itself', () => {
    const nodes = led();
    const [leader, second, third] = nodes;
    second!.core.setFitness(unfit);
    const { lastIndex } = second!.status;
    leader!.propose(1);
    beat(nodes, 30);
    expect(leader!.status).toMatchObject({ role: 'leader', commitIndex: lastIndex + 1 });
    expect(second!.status.lastIndex).toBe(lastIndex);
    expect(leader!.status.peers[2]!.active).toBe(true);
    second!.core.setFitness({ canLead: true, canAppend: true });
    beat(nodes, 4);
    expect(second!.status.lastIndex).toBe(lastIndex + 1);
    second!.core.setFitness(unfit);
    second!.tick(TEST_CONFIG.electionTicks);
    second!.take();
    const { term } = third!.status;
    const ask = {
      type: 'vote',
      from: 3,
      to: 2,
      term: term + 1,
      lastIndex: 9,
      lastTerm: term,
    } as const;
    second!.step(ask);
    expect(second!.taken('vote-reply')).toMatchObject([{ granted: true }]);
  });
});
