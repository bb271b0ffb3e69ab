import { describe, expect, it } from '@jest/globals';
import { SimulatedDisk } from '@eyrie/journal';
import { type LoneNode, openLoneNode } from '../../testing/lone-node.ts';
import type { NodeFailed } from '../index.ts';

const text = (line: string): Uint8Array => new TextEncoder().encode(line);
const MIB = 1024 * 1024;

function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error);
}

/** A leader of three whose peers grant every vote and answer every heartbeat, but store nothing. */
async function openLeader(
  disk: SimulatedDisk,
): Promise<LoneNode & { live: (ms: number) => Promise<void> }> {
  const lone = await openLoneNode(disk, { voters: [1, 2, 3] });
  const live = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 50) {
      await lone.clock.advance(50);
      for (const message of lone.transport.sent.splice(0)) {
        const envelope = { from: message.to, to: 1, term: message.term };
        if (message.type === 'pre-vote' || message.type === 'vote') {
          lone.transport.deliver({ type: `${message.type}-reply`, ...envelope, granted: true });
        } else if (message.type === 'heartbeat') {
          const { epoch, readPosition } = message;
          lone.transport.deliver({ type: 'heartbeat-reply', ...envelope, epoch, readPosition });
        }
      }
    }
  };
  for (let tries = 0; tries < 60 && lone.node.status().role !== 'leader'; tries += 1)
    await live(50);
  expect(lone.node.status().role).toBe('leader');
  return { ...lone, live };
}

/** Holds the next syncs up until it is told to let them go. */
function hangSyncs(disk: SimulatedDisk): () => void {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  disk.beforeCall = (operation) => (operation === 'fdatasync' ? released : undefined);
  return () => {
    disk.beforeCall = null;
    release();
  };
}

describe('F05: a node on a full disk', () => {
  it('refuses commands below the low-water mark, and takes them again by itself', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { node, clock } = await openLoneNode(disk);
    await clock.advance(2000);
    await node.propose(text('a'));
    disk.setCapacity(disk.usedBytes + 7 * MIB);
    await clock.advance(1500);
    expect(await outcomeOf(node.propose(text('b')))).toMatchObject({
      kind: 'dropped',
      reason: 'disk-unfit',
    });
    // Not at once when the mark is passed, or it would flap.
    disk.setCapacity(disk.usedBytes + 9 * MIB);
    await clock.advance(1500);
    expect(await outcomeOf(node.propose(text('c')))).toMatchObject({ reason: 'disk-unfit' });
    disk.setCapacity(disk.usedBytes + 11 * MIB);
    await clock.advance(1500);
    expect(await node.propose(text('d'))).toMatchObject({ result: 'line 2' });
    await node.close();
  });

  it('keeps what fits into the reserve, holds back the rest in order, and loses nothing', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { node, clock, lines } = await openLoneNode(disk);
    await clock.advance(2000);
    await node.propose(text('a'));
    disk.setCapacity(disk.usedBytes);
    const small = node.propose(text('small'));
    await clock.advance(20);
    expect(await small).toMatchObject({ result: 'line 2' });
    expect(node.status().failure).toBeNull();
    expect(await outcomeOf(node.propose(text('refused')))).toMatchObject({ reason: 'disk-unfit' });
    disk.setCapacity(Number.MAX_SAFE_INTEGER);
    await clock.advance(1500);

    disk.setCapacity(disk.usedBytes);
    const large = node.propose(new Uint8Array(400_000), { timeoutMs: 60_000 });
    const behind = node.propose(text('behind'), { timeoutMs: 60_000 });
    await clock.advance(5000);
    expect(lines).toHaveLength(2);
    disk.setCapacity(Number.MAX_SAFE_INTEGER);
    await clock.advance(1500);
    expect(await large).toMatchObject({ result: 'line 3' });
    expect(await behind).toMatchObject({ result: 'line 4' });
    await node.close();
    disk.cutPower('drop');
    const again = await openLoneNode(disk);
    await again.clock.advance(2000);
    expect(again.lines.map((line) => line.slice(0, 6))).toEqual(
      lines.map((line) => line.slice(0, 6)),
    );
    await again.node.close();
  });

  it('still gives its vote, durably', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { node, clock, transport } = await openLoneNode(disk, { voters: [1, 2, 3] });
    disk.setCapacity(disk.usedBytes);
    await clock.advance(1200);
    transport.sent.splice(0);
    const vote = { type: 'vote', from: 2, to: 1, term: 9, lastIndex: 5, lastTerm: 8 } as const;
    transport.deliver({ ...vote, isTransfer: true });
    await clock.advance(50);
    expect(transport.sent).toContainEqual(
      expect.objectContaining({ type: 'vote-reply', to: 2, term: 9, granted: true }),
    );
    await node.close();
    disk.cutPower('drop');
    const again = await openLoneNode(disk, { voters: [1, 2, 3] });
    expect(again.node.status().term).toBe(9);
    await again.node.close();
  });

  it('makes room for another leader', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { node, live } = await openLeader(disk);
    disk.setCapacity(disk.usedBytes + MIB);
    await live(1500);
    expect(node.status().role).toBe('follower');
    await live(5000);
    expect(node.status().role).toBe('follower');
    disk.setCapacity(Number.MAX_SAFE_INTEGER);
    await live(5000);
    expect(node.status().role).toBe('leader');
    await node.close();
  });
});

describe('F07, D8: a leader whose disk hangs', () => {
  it('steps aside after an election timeout, and may lead again once a probe was in time', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { node, live } = await openLeader(disk);
    const release = hangSyncs(disk);
    const stuck = outcomeOf(node.propose(text('stuck'), { timeoutMs: 60_000 }));
    await live(400);
    expect(node.status().role).toBe('leader');
    await live(400);
    expect(node.status().role).toBe('follower');
    await live(5000);
    expect(node.status().role).toBe('follower');
    expect(await disk.list('/raft')).not.toContain('probe');
    release();
    await live(3000);
    expect(await disk.list('/raft')).toContain('probe');
    expect(node.status().role).toBe('leader');
    await node.close();
    await stuck;
  });

  it('stays aside while the probes hang too', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { node, live, clock } = await openLeader(disk);
    const release = hangSyncs(disk);
    const stuck = outcomeOf(node.propose(text('stuck'), { timeoutMs: 60_000 }));
    await live(1000);
    // From now on each sync takes a second.
    disk.beforeCall = (operation) =>
      operation === 'fdatasync'
        ? new Promise((resolve) => {
            clock.setTimer(1000, resolve);
          })
        : undefined;
    const slow = disk.beforeCall;
    release();
    disk.beforeCall = slow;
    await live(10_000);
    expect(node.status().role).toBe('follower');
    disk.beforeCall = null;
    await live(5000);
    expect(node.status().role).toBe('leader');
    await node.close();
    await stuck;
  });

  it('F04: ends for good when a probe is refused', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { node, live } = await openLeader(disk);
    const failures: NodeFailed[] = [];
    node.onFailed((failure) => failures.push(failure));
    const release = hangSyncs(disk);
    const stuck = outcomeOf(node.propose(text('stuck'), { timeoutMs: 60_000 }));
    await live(1000);
    disk.failNext('fdatasync', 'EIO', { pathIncludes: 'probe' });
    release();
    await live(500);
    expect(failures).toMatchObject([{ cause: { code: 'EIO' } }]);
    await node.close();
    await stuck;
  });
});

describe('a healthy disk', () => {
  it('is never probed, nor written to while nothing happens', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { node, clock } = await openLoneNode(disk);
    await clock.advance(2000);
    await node.propose(text('a'));
    const counts = (): number[] => [disk.count('pwrite'), disk.count('fdatasync')];
    const before = counts();
    await clock.advance(60_000);
    expect(counts()).toEqual(before);
    await node.close();
  });
});
