import { afterEach, describe, expect, it } from '@jest/globals';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDirectory, type Directory, type DirectoryOptions, type NodeRole } from './index.ts';

const open: Directory[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((directory) => directory.close()));
});

/** A port that nobody has, so that other tests and fleets on this machine are not heard. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

function directory(port: number, more: Partial<DirectoryOptions> = {}): Directory {
  const mdns = { interface: '127.0.0.1', port };
  const created = createDirectory({ siteId: 'site_a', mdns, ...more });
  open.push(created);
  return created;
}

const self = (nodeId: string, role: NodeRole = 'follower', term = 1) => {
  const ports = { raft: 7001, mqtt: 8883, relay: 8443 };
  return { nodeId, role, epoch: 1, term, version: '0.1.0', host: '127.0.0.1', ports };
};

async function until(what: string, holds: () => boolean, withinMs = 30_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await sleep(10);
  }
}

const leaderOf = (seen: Directory) =>
  seen.nodes().find((node) => node.role === 'leader' && node.term === 2)?.nodeId;

describe('a directory on the loopback interface', () => {
  it('hears others, sees a change of role in all of five, and forgets who says goodbye', async () => {
    const port = await freePort();
    const five = Array.from({ length: 5 }, () => directory(port));
    const calls: number[] = [];
    five[0]!.onChange((nodes) => calls.push(nodes.length));
    five.forEach((one, i) => one.publish(self(`n${i}`)));
    await until('all see all', () => five.every((one) => one.nodes().length === 5));
    await until('the listener was told', () => calls.at(-1) === 5);
    five[3]!.publish(self('n3', 'leader', 2));
    await until('all see the leader', () => five.every((one) => leaderOf(one) === 'n3'), 1_500);
    expect(five[0]!.leaderCandidates()[0]).toMatchObject({ nodeId: 'n3', source: 'mdns' });
    await five[3]!.close();
    await until('gone', () => five.every((one, i) => i === 3 || one.nodes().length === 4), 3_000);
    expect(five[0]!.nodes().map((node) => node.nodeId)).toEqual(['n0', 'n1', 'n2', 'n4']);
  });

  it('is answered when it comes late, and does not hear another site', async () => {
    const port = await freePort();
    directory(port, { siteId: 'site_b' }).publish(self('foreign'));
    directory(port).publish(self('early'));
    const late = directory(port);
    await until('the early one', () => late.nodes().length > 0);
    expect(late.nodes().map((node) => node.nodeId)).toEqual(['early']);
  });

  it('survives garbage and forged goodbyes', async () => {
    const port = await freePort();
    const [one, two] = [directory(port), directory(port)];
    one.publish(self('n1', 'leader', 2));
    await until('the leader', () => leaderOf(two) === 'n1');
    const socket = createSocket({ type: 'udp4', reuseAddr: true }).bind(0);
    await once(socket, 'listening');
    socket.setMulticastInterface('127.0.0.1');
    for (let i = 0; i < 300; i += 1) {
      // A header that claims a response with many answers, then bytes that change with i.
      const packet = Buffer.alloc(12 + (i % 90), (i * 37) % 256);
      packet.writeUInt16BE(i % 2 ? 0x8400 : 0, 2);
      packet.writeUInt16BE(i % 7, 4);
      packet.writeUInt16BE(i % 5, 6);
      socket.send(packet, port, '224.0.0.251');
    }
    // The goodbye of another process for a node that is there: it answers and stays.
    const forger = directory(port);
    forger.publish(self('n1', 'follower', 1));
    await forger.close();
    socket.close();
    // Past the grace of a goodbye.
    await sleep(1_500);
    expect(leaderOf(two)).toBe('n1');
  });
});

describe('a directory without multicast', () => {
  it('serves its static list, and says that multicast does not work', async () => {
    const ports = { raft: 7001, mqtt: 8883, relay: 0 };
    const states: string[] = [];
    const deaf = createDirectory({
      siteId: 'site_a',
      // No interface of this machine: the group cannot be joined.
      mdns: { interface: '203.0.113.77', port: await freePort() },
      static: [{ host: '10.0.0.1', ports, nodeId: 'n1' }],
      onMdnsState: (state) => states.push(state.state),
    });
    open.push(deaf);
    deaf.publish(self('n2'));
    await until('the state', () => deaf.mdnsState().state === 'unavailable');
    expect(states[0]).toBe('unavailable');
    expect(deaf.leaderCandidates().map((node) => node.nodeId)).toContain('n1');
  });

  it('needs no socket at all', async () => {
    const ports = { raft: 7001, mqtt: 8883, relay: 0 };
    const list = [{ host: 'pi-1.lan', ports }];
    const quiet = createDirectory({ siteId: 'site_a', mdns: false, static: list });
    quiet.publish(self('n1'));
    quiet.refresh();
    expect(quiet.mdnsState()).toEqual({ state: 'closed' });
    expect(quiet.nodes()).toMatchObject([{ host: 'pi-1.lan', role: 'unknown', source: 'static' }]);
    quiet.reportFailure(quiet.nodes()[0]!);
    expect(quiet.leaderCandidates()).toHaveLength(1);
    await quiet.close();
    await quiet.close();
  });
});
