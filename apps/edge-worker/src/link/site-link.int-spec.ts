import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Directory, DiscoveredNode } from '@eyrie/discovery';
import { BackOff } from '@eyrie/identity';
import { createLogger } from '@eyrie/platform';
import { systemClock } from '../clock.ts';
import { eventually } from '../testing/eventually.ts';
import { FakeLeader } from '../testing/fake-leader.ts';
import { TestSiteCa } from '@eyrie/identity/testing';
import { TestSite } from '../testing/test-site.ts';
import { mqttSessions } from './mqtt-session.ts';
import { SiteLink } from './site-link.ts';

const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

/** A directory that a test writes. */
class WrittenDirectory implements Directory {
  private known: DiscoveredNode[] = [];
  private readonly listeners = new Set<(nodes: DiscoveredNode[]) => void>();
  readonly failed: string[] = [];

  write(nodes: readonly { leader: FakeLeader; nodeId: string; term: number }[]): void {
    this.known = nodes.map(({ leader, nodeId, term }) => ({
      siteId: 'any',
      nodeId,
      role: 'leader',
      epoch: 1,
      term,
      version: '',
      host: '127.0.0.1',
      ports: { raft: 1, mqtt: leader.mqttPort, relay: leader.relayPort },
      lastSeenAt: 1,
      source: 'mdns',
    }));
    for (const listener of this.listeners) listener(this.known);
  }

  nodes = (): DiscoveredNode[] => this.known;
  leaderCandidates = (): DiscoveredNode[] => [...this.known].sort((a, b) => b.term - a.term);
  onChange(listener: (nodes: DiscoveredNode[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  publish = (): void => undefined;
  reportGood = (): void => undefined;
  reportFailure = (node: DiscoveredNode): void => void this.failed.push(node.nodeId);
  refresh = (): void => undefined;
  mdnsState = () => ({ state: 'ready' }) as const;
  close = async (): Promise<void> => undefined;
}

async function rig() {
  const site = await TestSite.create();
  cleanUp.push(() => site.remove());
  const leaders = [await site.leader(), await site.leader()] as const;
  for (const leader of leaders) {
    await leader.start();
    cleanUp.push(() => leader.kill());
  }
  const directory = new WrittenDirectory();
  const tls = await site.authority.issue(site.device.deviceId);
  const link = new SiteLink({
    directory,
    openSession: mqttSessions({ ...site.device, bootEpoch: randomUUID(), tls }),
    clock: systemClock,
    log: createLogger({ name: 'test', level: 'silent' }),
    backOff: new BackOff({ firstMs: 50, mostMs: 200 }),
  });
  cleanUp.push(() => link.stop());
  const isAt = (nodeId: string | undefined) => (): boolean => link.session?.node.nodeId === nodeId;
  return { site, leaders, directory, link, isAt };
}

describe('the link to the leader', () => {
  it('says that it is there, hears its configuration, and moves with the leader', async () => {
    const { leaders, directory, link, isAt } = await rig();
    const [a, b] = leaders;
    const kinds: string[] = [];
    link.listen({ onMessage: (kind) => kinds.push(kind) });
    link.start();
    directory.write([{ leader: a, nodeId: '1', term: 1 }]);
    await eventually(isAt('1'), () => 'not at the first');
    await eventually(
      () => kinds.includes('config/desired'),
      () => kinds.join(),
    );
    directory.write([
      { leader: a, nodeId: '1', term: 1 },
      { leader: b, nodeId: '2', term: 2 },
    ]);
    await eventually(isAt('2'), () => 'did not move', 5_000);
    expect(JSON.parse(b.heard[0]!.payload)).toMatchObject({ online: true });
    await eventually(
      () => a.heard.some(({ payload }) => payload.includes('"online":false')),
      () => 'no goodbye',
    );
  });

  it('comes back when the broker dies and returns', async () => {
    const { leaders, directory, link, isAt } = await rig();
    const [a] = leaders;
    link.start();
    directory.write([{ leader: a, nodeId: '1', term: 1 }]);
    await eventually(isAt('1'), () => 'not connected');
    await a.kill();
    await eventually(isAt(undefined), () => 'did not notice');
    await a.start();
    await eventually(isAt('1'), () => 'did not come back');
  });

  it('does not follow a forged announcement, and keeps its connection meanwhile', async () => {
    const { site, leaders, directory, link, isAt } = await rig();
    const stranger = await TestSiteCa.create();
    const forged = new FakeLeader({
      cloud: site.cloud,
      device: site.device,
      tls: await stranger.issue(site.device.deviceId),
      desired: () => null,
    });
    await forged.start();
    cleanUp.push(() => forged.kill());
    // A broker under the right CA, but in a name that no coordinator has.
    const misnamed = new FakeLeader({
      cloud: site.cloud,
      device: site.device,
      tls: await site.authority.issue('127.0.0.1'),
      desired: () => null,
    });
    await misnamed.start();
    cleanUp.push(() => misnamed.kill());
    link.start();
    directory.write([{ leader: leaders[0], nodeId: '1', term: 1 }]);
    await eventually(isAt('1'), () => 'not connected');
    const before = link.session;
    for (const [term, leader] of [forged, misnamed].entries()) {
      const nodeId = `bad-${term}`;
      directory.write([
        { leader: leaders[0], nodeId: '1', term: 1 },
        { leader, nodeId, term: 99 + term },
      ]);
      await eventually(
        () => directory.failed.includes(nodeId),
        () => directory.failed.join(),
      );
      expect(link.session).toBe(before);
      expect(leader.heard).toEqual([]);
    }
  });
});
