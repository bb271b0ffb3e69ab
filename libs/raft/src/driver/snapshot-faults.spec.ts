import { describe, expect, it } from '@jest/globals';
import { type DiskOperation, SimulatedDisk } from '@eyrie/journal';
import { type LoneNode, openLoneNode } from '../../testing/lone-node.ts';
import {
  type Command,
  DiskSnapshotStore,
  type NodeFailed,
  SnapshotDeclined,
  type StateMachine,
} from '../index.ts';

const text = (line: string): Uint8Array => new TextEncoder().encode(line);

class Machine implements StateMachine<string> {
  lines: string[] = [];

  apply(commands: readonly Command[]): string[] {
    return commands.map(({ data }) => `${this.lines.push(Buffer.from(data).toString())}`);
  }

  snapshot(): AsyncIterable<Uint8Array> {
    const bytes = text(JSON.stringify(this.lines));
    return (async function* () {
      yield await Promise.resolve(bytes);
    })();
  }

  async restore(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) pieces.push(piece);
    this.lines = JSON.parse(Buffer.concat(pieces).toString()) as string[];
  }
}

async function openNode(
  disk: SimulatedDisk,
): Promise<LoneNode & { machine: Machine; failures: NodeFailed[] }> {
  const machine = new Machine();
  const snapshots = await DiskSnapshotStore.open({ disk, directory: '/raft/snapshots' });
  const config = { retainedEntries: 0, snapshotEntries: 1_000_000 };
  const lone = await openLoneNode(disk, { stateMachine: machine, snapshots, config });
  const failures: NodeFailed[] = [];
  lone.node.onFailed((failure) => failures.push(failure));
  await lone.clock.advance(2000);
  return { ...lone, machine, failures };
}

describe('F04: a disk that refuses a snapshot', () => {
  it.each(['pwrite', 'fdatasync', 'fsyncDirectory', 'rename'] as const)(
    'by a %s that fails ends the node, which never tries again; nothing is lost',
    async (operation: DiskOperation) => {
      const disk = new SimulatedDisk({ seed: 1 });
      const { node, failures } = await openNode(disk);
      await node.propose(text('a'));
      disk.failNext(operation, 'EIO', { pathIncludes: 'snapshots' });
      await node.snapshot();
      expect(failures).toMatchObject([{ code: 'raft.node_failed', cause: { code: 'EIO' } }]);
      expect(node.metrics()).toMatchObject({ snapshotsTakenTotal: 0, snapshotsFailedTotal: 1 });
      const syncs = disk.count('fdatasync');
      await expect(node.propose(text('b'))).rejects.toMatchObject({ kind: 'failed' });
      await node.snapshot();
      expect(disk.count('fdatasync')).toBe(syncs);
      await node.close();
      disk.cutPower('drop');
      const again = await openNode(disk);
      expect(again.machine.lines).toEqual(['a']);
      await again.node.close();
    },
  );

  it('while old ones are removed ends it too', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { node, failures } = await openNode(disk);
    for (const line of ['a', 'b']) {
      await node.propose(text(line));
      await node.snapshot();
    }
    await node.propose(text('c'));
    disk.failNext('unlink', 'EIO', { pathIncludes: '.snapshot' });
    await node.snapshot();
    expect(failures).toMatchObject([{ cause: { code: 'EIO' } }]);
    await node.close();
  });
});

describe('a machine that declines to take a snapshot', () => {
  it('keeps its log and serves on, and takes one when it is asked again', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { node, machine, failures } = await openNode(disk);
    await node.propose(text('a'));
    const willing = machine.snapshot.bind(machine);
    machine.snapshot = async function* () {
      yield await Promise.resolve(text('half'));
      throw new SnapshotDeclined('not now');
    };
    await node.snapshot();
    expect(node.metrics()).toMatchObject({ snapshotsTakenTotal: 0, snapshotsFailedTotal: 1 });
    await node.propose(text('b'));
    machine.snapshot = willing;
    await node.snapshot();
    expect(node.metrics()).toMatchObject({
      snapshotsTakenTotal: 1,
      compactedIndex: node.status().appliedIndex,
    });
    expect(failures).toEqual([]);
    await node.close();
    disk.cutPower('drop');
    const again = await openNode(disk);
    expect(again.machine.lines).toEqual(['a', 'b']);
    await again.node.close();
  });
});

describe('F05: a snapshot that finds no space', () => {
  it('leaves the node up and unfit, and comes once there is some; nothing is lost', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { node, clock, machine, failures } = await openNode(disk);
    await node.propose(text('a'));
    disk.setCapacity(disk.usedBytes + 100);
    await node.snapshot();
    expect(node.metrics()).toMatchObject({ snapshotsTakenTotal: 0, snapshotsFailedTotal: 1 });
    await clock.advance(60);
    expect(node.status()).toMatchObject({ disk: 'full', failure: null });
    await expect(node.propose(text('refused'))).rejects.toMatchObject({ reason: 'disk-unfit' });
    disk.setCapacity(Number.MAX_SAFE_INTEGER);
    await clock.advance(1500);
    expect(node.status().disk).toBe('fit');
    await node.propose(text('b'));
    await node.snapshot();
    expect(node.metrics()).toMatchObject({ snapshotsTakenTotal: 1, snapshotBytesTakenTotal: 9 });
    expect(failures).toEqual([]);
    await node.close();
    disk.cutPower('drop');
    const again = await openNode(disk);
    expect(again.machine.lines).toEqual(machine.lines);
    await again.node.close();
  });
});

describe('F05: a snapshot that found no space', () => {
  it('is tried again without more entries, which a disk full of the log would not take', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { node, clock } = await openNode(disk);
    await node.propose(text('a'));
    disk.setCapacity(disk.usedBytes + 100);
    await node.snapshot();
    disk.setCapacity(Number.MAX_SAFE_INTEGER);
    await clock.advance(25_000);
    expect(node.metrics()).toMatchObject({ snapshotsTakenTotal: 0, snapshotsFailedTotal: 1 });
    await clock.advance(10_000);
    expect(node.metrics()).toMatchObject({ snapshotsTakenTotal: 1, snapshotsFailedTotal: 1 });
    expect(node.status().snapshotIndex).toBe(node.status().appliedIndex);
    await node.close();
  });
});

describe('fitness', () => {
  it('is what both its owner and its disk say', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { node, clock } = await openNode(disk);
    const propose = (): Promise<unknown> =>
      node.propose(text('a')).then(
        () => 'taken',
        (error: unknown) => (error as { reason: string }).reason,
      );
    disk.setCapacity(disk.usedBytes + 1024);
    await clock.advance(1500);
    node.setFitness({ canLead: true, canAppend: true });
    expect(await propose()).toBe('disk-unfit');
    node.setFitness({ canLead: false, canAppend: false });
    disk.setCapacity(Number.MAX_SAFE_INTEGER);
    await clock.advance(1500);
    expect(await propose()).toBe('disk-unfit');
    node.setFitness({ canLead: true, canAppend: true });
    expect(await propose()).toBe('taken');
    await node.close();
  });
});

describe('metrics', () => {
  it('tell reads, their rounds, changes and latencies', async () => {
    const { node } = await openNode(new SimulatedDisk({ seed: 1 }));
    await Promise.all([text('a'), text('b')].map((line) => node.propose(line)));
    await Promise.all([node.read(() => 1), node.read(() => 2)]);
    expect(node.metrics()).toMatchObject({
      readsTotal: 2,
      readsFailedTotal: 0,
      readBatchesTotal: 1,
      pendingReads: 0,
      disk: 'fit',
      commitLatency: { count: 2 },
      readLatency: { count: 2 },
      peers: {},
    });
    expect(node.status()).toMatchObject({ incarnation: node.incarnation, disk: 'fit', peers: {} });
    await node.close();
  });
});
