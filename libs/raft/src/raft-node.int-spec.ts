import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestAuthority } from '../testing/certificates.ts';
import { LoopbackCluster } from '../testing/loopback-cluster.ts';
import { until } from '../testing/until.ts';
import { type Message, NotLeader, TlsTransport } from './index.ts';
import { encodeFrame } from './transport/frame.ts';
import { encodeHello } from './transport/hello.ts';
import { encodeMessage } from './transport/message-codec.ts';

const text = (line: string): Uint8Array => new TextEncoder().encode(line);

describe('members over real TLS and real disks', () => {
  let folder: string;
  let cluster: LoopbackCluster;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eyrie-raft-'));
    cluster = await LoopbackCluster.found(folder, 3);
  });

  afterEach(async () => {
    await cluster.stopAll();
    await rm(folder, { recursive: true });
  });

  it('elect, agree, outlive their leader, and take the restarted one in again', async () => {
    for (const id of cluster.voters) await cluster.start(id);
    const first = await cluster.leader();
    const answers = await Promise.all(['a', 'b', 'c'].map((line) => first.propose(text(line))));
    expect(answers.map(({ result }) => result)).toEqual([0, 1, 2]);
    const follower = [...cluster.up.values()].find(({ node }) => node !== first)!.node;
    const firstId = first.status().id;
    await expect(follower.propose(text('x'))).rejects.toMatchObject({ leaderId: firstId });
    await expect(follower.propose(text('x'))).rejects.toBeInstanceOf(NotLeader);

    await cluster.stop(firstId);
    const second = await cluster.leader();
    expect(second.status().term).toBeGreaterThan(first.status().term);
    await second.propose(text('d'));

    const { notebook } = await cluster.start(firstId);
    await until('the restarted member has caught up', () => notebook.lines.length === 4);
    expect(notebook.lines).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keep what was acknowledged when all of them stop at once', async () => {
    for (const id of cluster.voters) await cluster.start(id);
    await (await cluster.leader()).propose(text('kept'));
    await cluster.stopAll();
    for (const id of cluster.voters) await cluster.start(id);
    await (await cluster.leader()).propose(text('after'));
    for (const { notebook } of cluster.up.values()) {
      await until('everybody has both', () => notebook.lines.length === 2);
      expect(notebook.lines).toEqual(['kept', 'after']);
    }
  });

  it('do not write to their disks while nothing happens', async () => {
    for (const id of cluster.voters) await cluster.start(id);
    const leader = await cluster.leader();
    await leader.propose(text('only'));
    for (const { notebook } of cluster.up.values()) {
      await until('everybody has it', () => notebook.lines.length === 1);
    }
    // The founders learn whose cards they are, which is written down once.
    for (const { node } of cluster.up.values()) {
      await until('all are known', () => node.configuration.identities.length === 3);
    }
    const syncs = (): number[] =>
      [...cluster.up.values()].map(({ node }) => node.metrics().fsyncLatency.count);
    const before = syncs();
    const { messagesSentTotal } = leader.metrics();
    await until('heartbeats', () => leader.metrics().messagesSentTotal > messagesSentTotal + 10);
    expect(syncs()).toEqual(before);
  });

  describe('turn away', () => {
    let received: Message[];
    let transport: TlsTransport;
    const vote: Message = {
      type: 'vote',
      from: 2,
      to: 1,
      term: 99,
      lastIndex: 99,
      lastTerm: 98,
    };
    const hello = { clusterId: 'site-1', from: 2, to: 1 };

    beforeEach(async () => {
      received = [];
      transport = await TlsTransport.listen(
        cluster.transportOptions(1, { frameBytesMax: 1024 * 1024 }),
      );
      transport.onMessage((message) => received.push(message));
    });

    afterEach(() => transport.close());

    async function say(
      identity: { key?: string; cert?: string },
      frames: readonly Uint8Array[],
    ): Promise<void> {
      const socket = connect({
        host: '127.0.0.1',
        port: transport.port,
        ca: cluster.authority.ca,
        checkServerIdentity: () => undefined,
        ...identity,
      });
      const closed = new Promise<void>((resolve) => {
        socket.once('close', () => resolve());
      });
      socket.on('error', () => undefined);
      socket.resume();
      socket.write(Buffer.concat(frames));
      await closed;
    }

    it('nobody whose certificate and name are right', async () => {
      const identity = await cluster.authority.issue('node-2');
      void say(identity, [encodeFrame(encodeHello(hello)), encodeFrame(encodeMessage(vote))]);
      await until('the message', () => received.length === 1);
      expect(received).toEqual([vote]);
    });

    it('a peer without a certificate', async () => {
      await say({}, [encodeFrame(encodeHello(hello)), encodeFrame(encodeMessage(vote))]);
      await until('the count', () => transport.counters().refusedHandshakes === 1);
      expect(received).toEqual([]);
    });

    it("a peer under another site's CA", async () => {
      const foreign = await TestAuthority.found('site-2 CA');
      await say(await foreign.issue('node-2'), [encodeFrame(encodeHello(hello))]);
      await until('the count', () => transport.counters().refusedHandshakes === 1);
      expect(received).toEqual([]);
    });

    it.each([
      ['a device of the site that is no member', 'camera-7', hello, 'refusedIdentities'],
      ['a member that claims to be another', 'node-3', hello, 'refusedIdentities'],
      ['another cluster', 'node-2', { ...hello, clusterId: 'site-2' }, 'refusedClusters'],
    ] as const)('%s', async (_what, commonName, greeting, counter) => {
      const identity = await cluster.authority.issue(commonName);
      const frames = [encodeHello(greeting), encodeMessage(vote)].map(encodeFrame);
      await say(identity, frames);
      expect(transport.counters()[counter]).toBe(1);
      expect(received).toEqual([]);
    });

    it.each([
      ['garbage', Buffer.from('GET / HTTP/1.1\r\nHost: here\r\n\r\n')],
      ['a frame of a gigabyte', Buffer.from('4559520140000000deadbeef', 'hex')],
      ['a bad checksum', Buffer.from('455952010000000100000000ff', 'hex')],
      ['a message that cannot be read', encodeFrame(Buffer.from([5, 1, 2, 3]))],
      ['a message of another sender', encodeFrame(encodeMessage({ ...vote, from: 3 }))],
    ])('%s', async (_what, bytes) => {
      const identity = await cluster.authority.issue('node-2');
      await say(identity, [encodeFrame(encodeHello(hello)), bytes]);
      expect(transport.counters().refusedFrames).toBe(1);
      expect(received).toEqual([]);
    });
  });
});
