import { describe, expect, it } from '@jest/globals';
import { SimulatedDisk } from '@eyrie/journal';
import { openLoneNode } from '../../testing/lone-node.ts';
import { type NodeFailed, ProposalDropped, type SoftState } from '../index.ts';

const text = (line: string): Uint8Array => new TextEncoder().encode(line);

/** What became of a promise, without an unhandled rejection on the way. */
function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error);
}

describe('a node', () => {
  it('answers with the result, and tells its observers who leads', async () => {
    const { node, clock } = await openLoneNode(new SimulatedDisk({ seed: 1 }));
    const seen: SoftState[] = [];
    node.onChange((state) => seen.push(state));
    expect(await outcomeOf(node.propose(text('early')))).toMatchObject({ kind: 'not-leader' });
    await clock.advance(2000);
    expect(await node.propose(text('a'))).toEqual({ index: 3, term: 1, result: 'line 1' });
    expect(seen.at(-1)).toEqual({ role: 'leader', term: 1, leaderId: 1 });
    expect(node.metrics()).toMatchObject({ commitIndex: 3, appliedIndex: 3, durableIndex: 3 });
    await node.close();
  });

  it('puts what is proposed together on disk together', async () => {
    const { node, clock } = await openLoneNode(new SimulatedDisk({ seed: 1 }));
    await clock.advance(2000);
    const before = node.metrics().fsyncLatency.count;
    await Promise.all(Array.from({ length: 100 }, (_, at) => node.propose(text(`${at}`))));
    expect(node.metrics().fsyncLatency.count - before).toBe(1);
    await node.close();
  });

  it('says which proposals are surely not applied, and which may be', async () => {
    const voters = [1, 2, 3];
    const { node, clock, transport } = await openLoneNode(new SimulatedDisk({ seed: 1 }), {
      voters,
      config: { commandBytesMax: 10 },
    });
    for (let at = 0; at < 50 && node.status().role !== 'leader'; at += 1) {
      await clock.advance(100);
      for (const { type, term, to: from } of transport.sent.splice(0)) {
        if (type !== 'pre-vote' && type !== 'vote') continue;
        const granted = true;
        transport.deliver({ type: `${type}-reply`, from, to: 1, term, granted });
      }
    }
    expect(node.status().role).toBe('leader');
    const tooLarge = await outcomeOf(node.propose(new Uint8Array(11)));
    expect(tooLarge).toMatchObject({ kind: 'dropped', reason: 'too-large' });
    const aborted = await outcomeOf(node.propose(text('x'), { signal: AbortSignal.abort() }));
    expect(aborted).toBeInstanceOf(ProposalDropped);

    const late = outcomeOf(node.propose(text('late'), { timeoutMs: 100 }));
    const open = outcomeOf(node.propose(text('open')));
    await clock.advance(200);
    expect(await late).toMatchObject({ kind: 'unknown', reason: 'timeout' });
    const { term } = node.status();
    // Another leader commits something else at the same places.
    const entry = { term: term + 1, type: 'normal', data: text('other') } as const;
    const entries = [1, 2, 3].map((index) => ({ ...entry, index }));
    const from = { from: 2, to: 1, term: term + 1, prevIndex: 0, prevTerm: 0, epoch: 1 };
    transport.deliver({ type: 'append', ...from, entries, commit: 3 });
    await clock.advance(50);
    expect(await open).toMatchObject({ kind: 'dropped', reason: 'replaced' });

    const queued = outcomeOf(node.propose(text('never')));
    const closing = node.close();
    expect(await queued).toMatchObject({ kind: 'dropped', reason: 'closed' });
    await closing;
  });

  it('F36: a leader that stood still gives up its place before it acts again', async () => {
    const { node, clock, transport } = await openLoneNode(new SimulatedDisk({ seed: 1 }), {
      voters: [1, 2, 3],
    });
    const answer = (): void => {
      for (const message of transport.sent.splice(0)) {
        const envelope = { from: message.to, to: 1, term: message.term };
        if (message.type === 'pre-vote' || message.type === 'vote') {
          transport.deliver({ type: `${message.type}-reply`, ...envelope, granted: true });
        } else if (message.type === 'heartbeat') {
          transport.deliver({
            type: 'heartbeat-reply',
            ...envelope,
            epoch: message.epoch,
            readPosition: 0,
          });
        }
      }
    };
    for (let at = 0; at < 60; at += 1) {
      await clock.advance(50);
      answer();
    }
    expect(node.status().role).toBe('leader');
    await clock.jump(20_000);
    expect(node.status()).toMatchObject({ role: 'follower', leaderId: null });
    await node.close();
  });

  it('F04: fails for good at the first failed sync, and never asks the disk again', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { node, clock } = await openLoneNode(disk);
    await clock.advance(2000);
    await node.propose(text('kept'));
    const failures: NodeFailed[] = [];
    node.onFailed((failure) => failures.push(failure));
    disk.failNext('fdatasync', 'EIO');
    expect(await outcomeOf(node.propose(text('lost?')))).toMatchObject({ kind: 'unknown' });
    expect(failures).toHaveLength(1);
    expect(await outcomeOf(node.propose(text('more')))).toBe(failures[0]);
    const counts = (): number[] => [disk.count('fdatasync'), disk.count('pwrite')];
    const before = counts();
    await clock.advance(5000);
    expect(counts()).toEqual(before);
    await node.close();
  });

  it('fails for good when the state machine throws', async () => {
    const { node, clock } = await openLoneNode(new SimulatedDisk({ seed: 1 }), {
      stateMachine: {
        apply: () => {
          throw new Error('a defect');
        },
      },
    });
    await clock.advance(2000);
    expect(await outcomeOf(node.propose(text('x')))).toMatchObject({ kind: 'unknown' });
    expect(node.status().failure).toMatchObject({ cause: { message: 'a defect' } });
    await node.close();
  });

  it("refuses another node's directory, and its own when the log is gone", async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { node } = await openLoneNode(disk);
    await node.close();
    const wrongId = openLoneNode(disk, { id: 2, voters: [2] });
    expect(await outcomeOf(wrongId)).toMatchObject({ kind: 'failed' });
    const wrongCluster = openLoneNode(disk, { clusterId: 'site-2' });
    expect(await outcomeOf(wrongCluster)).toMatchObject({ kind: 'failed' });
    for (const name of await disk.list('/raft/log')) await disk.unlink(`/raft/log/${name}`);
    expect(await outcomeOf(openLoneNode(disk))).toMatchObject({
      kind: 'failed',
      cause: { message: expect.stringContaining('its log is gone') },
    });
  });

  it('F03: keeps everything acknowledged, wherever the power fails', async () => {
    let acknowledgedMax = 0;
    for (let call = 1; call < 120; call += 1) {
      const mode = (['drop', 'keep', 'torn', 'reorder'] as const)[call % 4]!;
      const disk = new SimulatedDisk({ seed: call });
      disk.cutPowerAtCall(call, mode);
      const acknowledged: string[] = [];
      const first = await openLoneNode(disk).catch(() => null);
      if (first) {
        await first.clock.advance(1500);
        for (let at = 0; at < 20; at += 1) {
          const applied = await outcomeOf(first.node.propose(text(`line ${at}`)));
          if (!(applied instanceof Error)) acknowledged.push(`line ${at}`);
        }
        await first.node.close().catch(() => undefined);
      }
      // Where the call was never reached, the power fails now.
      if (disk.isPowered) disk.cutPower(mode);
      else disk.restorePower();
      const second = await openLoneNode(disk);
      await second.clock.advance(1500);
      await second.node.propose(text('after'));
      expect(second.lines.slice(0, acknowledged.length)).toEqual(acknowledged);
      expect(second.lines.at(-1)).toBe('after');
      await second.node.close();
      acknowledgedMax = Math.max(acknowledgedMax, acknowledged.length);
    }
    expect(acknowledgedMax).toBeGreaterThan(10);
  });
});
