import { describe, expect, it } from '@jest/globals';
import { SimulatedDisk } from '@eyrie/journal';
import { MemoryCluster } from './memory-cluster.ts';

// What no protocol survives has to be noticed: a disk that lacks what it has acknowledged.

const CONFIG = { tickMs: 50, electionTicks: 10, heartbeatTicks: 2, snapshotEntries: 100_000 };
const FOUNDERS = [1, 2, 3];

async function led(): Promise<MemoryCluster> {
  const cluster = new MemoryCluster(CONFIG);
  for (const id of FOUNDERS) await cluster.start(id, FOUNDERS);
  await cluster.until('a leader', () => cluster.leader !== undefined);
  await write(cluster, 3);
  return cluster;
}

async function write(cluster: MemoryCluster, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    const done = cluster.leader!.propose(Buffer.from(`line ${at}`));
    await cluster.clock.advance(200);
    await done;
  }
}

function followerOf(cluster: MemoryCluster): number {
  return FOUNDERS.find((id) => id !== cluster.leader!.status().id)!;
}

/** The leader stays, so that it remembers what the follower had. */
async function expectNoticed(cluster: MemoryCluster, follower: number): Promise<void> {
  const { node } = await cluster.start(follower);
  await cluster.until('it is noticed', () => node.status().failure !== null);
  expect(node.status().failure).toMatchObject({ cause: { name: 'LogRegressed' } });
  await write(cluster, 2);
  await cluster.stopAll();
}

async function copyOf(disk: SimulatedDisk): Promise<SimulatedDisk> {
  const copy = new SimulatedDisk({ seed: 99 });
  for (const directory of ['/raft', '/raft/log']) {
    await copy.mkdir(directory);
    for (const name of await disk.list(directory)) {
      const path = `${directory}/${name}`;
      const from = await disk.open(path, 'read');
      const bytes = new Uint8Array(await from.size());
      await from.pread(bytes, 0);
      const to = await copy.open(path, 'create');
      await to.pwrite(bytes, 0);
      await to.fdatasync();
      await to.close();
      await from.close();
    }
    await copy.fsyncDirectory(directory);
  }
  await copy.fsyncDirectory('/');
  return copy;
}

describe('a disk that lacks what it has acknowledged', () => {
  it('is noticed when an old image of the card is put back', async () => {
    const cluster = await led();
    const follower = followerOf(cluster);
    await cluster.stop(follower);
    const image = await copyOf(cluster.diskOf(follower));
    await cluster.start(follower);
    await write(cluster, 3);
    await cluster.stop(follower);
    cluster.putDisk(follower, image);
    await expectNoticed(cluster, follower);
  });

  it('is noticed when a sync was a lie, and the power failed', async () => {
    const cluster = await led();
    const follower = followerOf(cluster);
    const disk = cluster.diskOf(follower);
    disk.isLying = true;
    await write(cluster, 3);
    await cluster.stop(follower);
    disk.cutPower('drop');
    disk.isLying = false;
    await expectNoticed(cluster, follower);
  });

  it('is noticed when the end of the log has rotted, and looks like a write that was cut off', async () => {
    const cluster = await led();
    const follower = followerOf(cluster);
    const disk = cluster.diskOf(follower);
    disk.cutPower('keep');
    await cluster.stop(follower).catch(() => undefined);
    const segments = (await disk.list('/raft/log')).filter((name) => name.endsWith('.segment'));
    const path = `/raft/log/${segments.sort().at(-1)!}`;
    const file = await disk.open(path, 'read');
    const bytes = new Uint8Array(await file.size());
    await file.pread(bytes, 0);
    await file.close();
    // What lies behind are zeros for writes to come.
    disk.damage(
      path,
      bytes.findLastIndex((byte) => byte !== 0),
    );
    await expectNoticed(cluster, follower);
  });

  it('is no trouble where the old image lacks nothing that counts', async () => {
    const cluster = await led();
    const follower = followerOf(cluster);
    await cluster.stop(follower);
    cluster.putDisk(follower, await copyOf(cluster.diskOf(follower)));
    const { node, machine } = await cluster.start(follower);
    await write(cluster, 3);
    await cluster.clock.advance(1000);
    expect(node.status().failure).toBeNull();
    expect(machine.lines).toHaveLength(6);
    await cluster.stopAll();
  });
});
