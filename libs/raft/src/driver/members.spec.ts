import { afterEach, describe, expect, it } from '@jest/globals';
import { MemoryCluster } from '../../testing/memory-cluster.ts';
import { ConfChangeRefused, NotLeader, type RaftNode } from '../index.ts';

const text = (line: string): Uint8Array => new TextEncoder().encode(line);

describe('a cluster of drivers', () => {
  let cluster: MemoryCluster;

  afterEach(() => cluster.stopAll());

  async function founded(
    size: number,
    config: ConstructorParameters<typeof MemoryCluster>[0] = {},
  ): Promise<RaftNode<number>> {
    cluster = new MemoryCluster({ promotionTicks: 10, ...config });
    const voters = Array.from({ length: size }, (_, at) => at + 1);
    for (const id of voters) await cluster.start(id, voters);
    await cluster.until('a leader who knows everybody', () => {
      return cluster.leader?.configuration.identities.length === size;
    });
    return cluster.leader!;
  }

  /** Runs what takes simulated time. */
  async function during<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const end = (): void => {
      isDone = true;
    };
    work.then(end, end);
    await cluster.until('it is done', () => isDone);
    return work;
  }

  it('grows from one to three by itself once nodes are named, and shrinks to one', async () => {
    const first = await founded(1);
    await during(first.propose(text('a')));
    for (const nodeId of [2, 3]) {
      const { node } = await cluster.start(nodeId);
      await during(first.addLearner({ nodeId, incarnation: node.incarnation }));
      await cluster.until('promoted', () => first.configuration.voters.includes(nodeId));
    }
    await during(first.propose(text('b')));
    await cluster.until('everybody has it', () =>
      [...cluster.up.values()].every(({ machine }) => machine.lines.length === 2),
    );
    for (const id of [3, 2]) await during(first.remove(id));
    expect(first.configuration).toMatchObject({ voters: [1], index: expect.any(Number) });
    await cluster.stop(2);
    await cluster.stop(3);
    expect(await during(first.propose(text('c')))).toMatchObject({ result: 2 });
  });

  it('refuses a change that was decided on another configuration, and at a follower', async () => {
    const leader = await founded(3);
    const stale = leader.remove(3, { expectedConfIndex: 0 });
    await expect(stale).rejects.toMatchObject({ reason: 'conf-outdated' });
    await expect(stale).rejects.toBeInstanceOf(ConfChangeRefused);
    const follower = [...cluster.up.values()].find(({ node }) => node !== leader)!.node;
    await expect(follower.remove(3)).rejects.toBeInstanceOf(NotLeader);
    await expect(follower.remove(3)).rejects.toMatchObject({ leaderId: leader.status().id });
  });

  it('demotes a voter, which stays learner until it is promoted', async () => {
    const leader = await founded(3);
    const other = leader.status().id === 3 ? 2 : 3;
    await during(leader.demote(other));
    await cluster.clock.advance(3000);
    expect(leader.configuration).toMatchObject({ learners: [other], heldLearners: [other] });
    await during(leader.promote(other));
    expect(leader.configuration.voters).toEqual([1, 2, 3]);
  });

  it('replaces a node by another in one change, and goes on after a restart of all', async () => {
    const leader = await founded(3);
    const old = leader.status().id === 3 ? 2 : 3;
    await cluster.stop(old);
    const { node } = await cluster.start(4);
    const after = await during(leader.replace(old, { nodeId: 4, incarnation: node.incarnation }));
    expect(after.voters).toContain(4);
    expect(after.voters).not.toContain(old);
    await during(leader.propose(text('a')));
    const ids = [...cluster.up.keys()];
    await cluster.stopAll();
    // Nobody is told the members again: the log knows them.
    for (const id of ids) await cluster.start(id);
    await cluster.until('a leader', () => cluster.leader !== undefined);
    await during(cluster.leader!.propose(text('b')));
    expect(cluster.leader!.configuration.voters).toEqual(after.voters);
  });

  it('M5: takes a wiped card in under its old id, as learner first', async () => {
    const leader = await founded(3);
    const id = leader.status().id === 3 ? 2 : 3;
    await during(leader.propose(text('a')));
    const before = cluster.up.get(id)!.node.incarnation;
    await cluster.wipe(id);
    const { node, machine } = await cluster.start(id);
    await cluster.clock.advance(3000);
    // Nobody counts it, and it counts itself to nobody.
    expect(machine.lines).toEqual([]);
    expect(node.status()).toMatchObject({ role: 'follower', voters: [] });
    await during(leader.replace(id, { nodeId: id, incarnation: node.incarnation }));
    await cluster.until('promoted', () => leader.configuration.voters.includes(id));
    expect(leader.configuration.retired).toEqual([{ nodeId: id, incarnation: before }]);
    expect(machine.lines).toEqual(['a']);
  });

  it('hands over leadership on demand, and when it closes', async () => {
    const leader = await founded(3);
    const target = leader.status().id === 3 ? 2 : 3;
    await during(leader.transferLeader(target));
    await cluster.until('the target leads', () => cluster.leader?.status().id === target);
    await expect(leader.transferLeader()).rejects.toBeInstanceOf(NotLeader);
    const second = cluster.leader!;
    await expect(second.transferLeader(9)).rejects.toMatchObject({ reason: 'not-a-voter' });
    const startedAtMs = cluster.clock.now();
    await during(second.close({ transfer: true }));
    cluster.up.delete(target);
    await cluster.until('another leads', () => cluster.leader !== undefined);
    // Without it the others would have waited for an election timeout at least.
    expect(cluster.clock.now() - startedAtMs).toBeLessThan(500);
  });

  it('gives a transfer up when the target falls silent', async () => {
    const leader = await founded(3);
    const target = leader.status().id === 3 ? 2 : 3;
    cluster.isolated.add(target);
    const transfer = leader.transferLeader(target);
    await expect(during(transfer)).rejects.toMatchObject({ reason: 'gave-up' });
    expect(await during(leader.propose(text('a')))).toMatchObject({ result: 0 });
  });

  it('reads what was acknowledged, at the leader and at a follower', async () => {
    const leader = await founded(3);
    const follower = [...cluster.up.values()].find(({ node }) => node !== leader)!;
    await during(leader.propose(text('a')));
    const leading = cluster.up.get(leader.status().id)!;
    expect(await during(leading.node.read(() => [...leading.machine.lines]))).toEqual(['a']);
    expect(await during(follower.node.read(() => [...follower.machine.lines]))).toEqual(['a']);
    await expect(
      during(
        leader.read(() => {
          throw new Error('of the reader');
        }),
      ),
    ).rejects.toThrow('of the reader');
    expect(leader.status().failure).toBeNull();
  });

  it('reads nothing from a leader that is cut off', async () => {
    const leader = await founded(3);
    cluster.isolated.add(leader.status().id);
    const read = leader.read(() => 'stale', { timeoutMs: 3000 });
    await expect(during(read)).rejects.toMatchObject({ reason: 'timeout' });
  });

  it('goes on from a snapshot after a restart, the log before it being gone', async () => {
    const leader = await founded(1, { snapshotEntries: 20, retainedEntries: 0 });
    for (let at = 0; at < 50; at += 1) await during(leader.propose(text(`line ${at}`)));
    expect(leader.metrics().snapshotsTakenTotal).toBeGreaterThan(1);
    expect(leader.metrics().compactedIndex).toBeGreaterThan(30);
    await cluster.stop(1);
    const again = await cluster.start(1);
    // Before anything is applied again, the snapshot is there.
    expect(again.machine.lines.length).toBeGreaterThan(30);
    await cluster.until('it leads', () => again.node.status().role === 'leader');
    await during(again.node.propose(text('after')));
    expect(again.machine.lines).toHaveLength(51);
    expect(again.machine.lines.slice(48)).toEqual(['line 48', 'line 49', 'after']);
  });

  it('brings a new node and a node that was long away up by a snapshot', async () => {
    const leader = await founded(3, { snapshotEntries: 10, retainedEntries: 2 });
    const away = leader.status().id === 3 ? 2 : 3;
    cluster.isolated.add(away);
    for (let at = 0; at < 30; at += 1) await during(leader.propose(text(`line ${at}`)));
    cluster.isolated.delete(away);
    const { node, machine } = await cluster.start(4);
    await during(leader.addLearner({ nodeId: 4, incarnation: node.incarnation }));
    await cluster.until('both are there', () =>
      [machine, cluster.up.get(away)!.machine].every(({ lines }) => lines.length === 30),
    );
    expect(machine.lines).toEqual(cluster.up.get(leader.status().id)!.machine.lines);
    expect(node.metrics().snapshotIndex).toBeGreaterThan(20);
    await cluster.stop(4);
    const again = await cluster.start(4);
    await cluster.until('it is there again', () => again.machine.lines.length === 30);
  });

  it('keeps its log, and serves on, when a snapshot cannot be written', async () => {
    const leader = await founded(1, { snapshotEntries: 10, retainedEntries: 0 });
    cluster.store(1).isFull = true;
    for (let at = 0; at < 25; at += 1) await during(leader.propose(text(`line ${at}`)));
    expect(leader.metrics()).toMatchObject({ snapshotsTakenTotal: 0, compactedIndex: 0 });
    expect(leader.metrics().snapshotsFailedTotal).toBeGreaterThan(1);
    cluster.store(1).isFull = false;
    await during(leader.snapshot());
    expect(leader.metrics().compactedIndex).toBe(leader.status().appliedIndex);
  });

  it('D8: a leader whose disk is unfit hands over', async () => {
    const leader = await founded(3);
    leader.setFitness({ canLead: false, canAppend: false });
    await expect(during(leader.propose(text('a')))).rejects.toMatchObject({ kind: 'dropped' });
    await cluster.until('another leads', () => ![undefined, leader].includes(cluster.leader));
  });
});
