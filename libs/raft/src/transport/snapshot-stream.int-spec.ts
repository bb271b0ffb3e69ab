import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import {
  type AddressInfo,
  connect as connectTcp,
  createServer,
  type Server,
  type Socket,
} from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Disk, nodeDisk, SimulatedDisk } from '@eyrie/journal';
import { type Identity, TestAuthority } from '../../testing/certificates.ts';
import { until } from '../../testing/until.ts';
import { prng } from '../core/prng.ts';
import { NOTHING } from '../core/state.ts';
import type { Message, SnapshotMeta, SnapshotOffer } from '../core/types.ts';
import { DiskSnapshotStore } from '../snapshot/disk-snapshot-store.ts';
import { encodeFrame } from './frame.ts';
import { encodeHello } from './hello.ts';
import { encodeSnapshotFrame, type SnapshotFrame } from './snapshot-codec.ts';
import type { TlsTransportOptions } from './tls-options.ts';
import { TlsTransport } from './tls-transport.ts';

const META: SnapshotMeta = { ...NOTHING, id: '3-42', index: 42, term: 3 };
const OFFER: SnapshotOffer = {
  type: 'snapshot',
  from: 1,
  to: 2,
  term: 5,
  snapshot: META,
  epoch: 7,
};
const MIB = 1024 * 1024;

function contentOf(length: number, seed = 1): Buffer {
  const rng = prng(seed);
  const words = new Uint32Array(Math.ceil(length / 4)).map(() => rng.next());
  return Buffer.from(words.buffer, 0, length);
}

async function* pieces(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += 100_000) yield content.subarray(at, at + 100_000);
}

async function hashOf(store: DiskSnapshotStore, id: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of store.read(id)) hash.update(piece);
  return hash.digest('hex');
}

/** A wire that breaks after so many bytes, counted in both directions. */
class Wire {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #left = Infinity;
  isHeld = false;

  constructor(target: () => number) {
    this.#server = createServer((near) => {
      const far = connectTcp(target(), '127.0.0.1');
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from);
        from.on('error', () => undefined);
        from.on('close', () => to.destroy());
        from.on('data', (chunk: Buffer) => this.#pass(chunk, from, to));
      }
    });
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  breakAfter(bytes: number): void {
    this.#left = bytes;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #pass(chunk: Buffer, from: Socket, to: Socket): void {
    if (this.isHeld) {
      from.pause();
      return;
    }
    const passing = chunk.subarray(0, this.#left);
    this.#left -= passing.length;
    to.write(passing);
    if (this.#left <= 0) from.destroy();
  }
}

describe('a snapshot on its way over real TLS', () => {
  let folder: string;
  let authority: TestAuthority;
  let identities: readonly [Identity, Identity, Identity];
  let wire: Wire;
  let wirePort: number;
  let sender: TlsTransport;
  let receiver: TlsTransport;
  let from: DiskSnapshotStore;
  let to: DiskSnapshotStore;
  let received: Message[];
  /** Of the receiving node. */
  let term: number;
  let refusals: unknown[];

  function optionsOf(id: 1 | 2, changes: Partial<TlsTransportOptions> = {}): TlsTransportOptions {
    return {
      id,
      clusterId: 'site-1',
      listen: { host: '127.0.0.1', port: 0 },
      ca: authority.ca,
      ...identities[id],
      resolve: () => ({ host: '127.0.0.1', port: wirePort }),
      authorise: (commonName, claimed) => commonName === `node-${claimed}`,
      seed: id,
      snapshotStallMs: 2000,
      ...changes,
    };
  }

  const openStore = (name: string, on: Disk = nodeDisk()): Promise<DiskSnapshotStore> =>
    DiskSnapshotStore.open({ disk: on, directory: join(folder, name), reserveBytes: 0 });

  async function startReceiver(
    changes: Partial<TlsTransportOptions> = {},
    disk: Disk = nodeDisk(),
  ): Promise<void> {
    receiver = await TlsTransport.listen(optionsOf(2, changes));
    to = await openStore('to', disk);
    receiver.receiveSnapshots(to, {
      isWanted: (offer) => offer.term >= term,
      onNoSpace: () => refusals.push('no space'),
      onFailed: (error) => refusals.push(error),
    });
    receiver.onMessage((message) => received.push(message));
  }

  async function restartSender(changes: Partial<TlsTransportOptions> = {}): Promise<void> {
    await sender.close();
    sender = await TlsTransport.listen(optionsOf(1, changes));
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eyrie-snapshot-'));
    authority = await TestAuthority.found('site-1 CA');
    const node1 = await authority.issue('node-1');
    identities = [node1, node1, await authority.issue('node-2')];
    received = [];
    term = 0;
    refusals = [];
    wire = new Wire(() => receiver.port);
    wirePort = await wire.listen();
    await startReceiver();
    sender = await TlsTransport.listen(optionsOf(1));
    from = await openStore('from');
  });

  afterEach(async () => {
    wire.close();
    await sender.close();
    await receiver.close();
    await rm(folder, { recursive: true });
  });

  it('arrives whole and durable, and only then the offer is delivered', async () => {
    const content = contentOf(5 * MIB + 123);
    await from.write(META, pieces(content));
    await sender.sendSnapshot(OFFER, from);
    expect(received).toEqual([OFFER]);
    expect(await to.list()).toEqual([META]);
    expect(await hashOf(to, META.id)).toBe(await hashOf(from, META.id));
    expect(sender.counters()).toMatchObject({ snapshotsSent: 1, snapshotBytesSent: 5 * MIB + 123 });
    expect(receiver.counters()).toMatchObject({
      snapshotsReceived: 1,
      snapshotsRefused: 0,
      snapshotBytesReceived: 5 * MIB + 123,
    });
    expect(sender.snapshotsUnderWay()).toEqual([]);
  });

  it('gets through a wire that breaks at random bytes, while both ends restart', async () => {
    const size = 3 * MIB;
    await from.write(META, pieces(contentOf(size)));
    const rng = prng(11);
    let attempts = 0;
    for (let isSent = false; !isSent; attempts += 1) {
      wire.breakAfter(attempts % 5 === 0 ? rng.below(5000) : rng.below(800_000));
      isSent = await sender.sendSnapshot(OFFER, from).then(
        () => true,
        () => false,
      );
      if (attempts % 3 === 1) {
        await receiver.close();
        await startReceiver();
      }
      if (attempts % 3 === 2) await restartSender();
      expect(attempts).toBeLessThan(60);
    }
    expect(attempts).toBeGreaterThan(5);
    expect(received).toEqual([OFFER]);
    expect(await hashOf(to, META.id)).toBe(await hashOf(from, META.id));
  });

  it('sends again no more than what was on its way when the wire broke', async () => {
    const size = 4 * MIB;
    await from.write(META, pieces(contentOf(size)));
    wire.breakAfter(3 * MIB);
    await expect(sender.sendSnapshot(OFFER, from)).rejects.toMatchObject({ reason: 'broken' });
    expect(sender.counters().snapshotBytesSent).toBeGreaterThan(2.5 * MIB);
    wire.breakAfter(Infinity);
    await sender.sendSnapshot(OFFER, from);
    // Again goes what was on its way, a window at most, and the block that was not full.
    expect(sender.counters().snapshotBytesSent).toBeLessThan(size + 1.25 * MIB);
  });

  it('starts anew when the source has other bytes under the same id', async () => {
    await from.write(META, pieces(contentOf(2 * MIB)));
    wire.breakAfter(MIB);
    await expect(sender.sendSnapshot(OFFER, from)).rejects.toMatchObject({ reason: 'broken' });
    await from.write(META, pieces(contentOf(2 * MIB, 2)));
    wire.breakAfter(Infinity);
    await sender.sendSnapshot(OFFER, from);
    expect(await hashOf(to, META.id)).toBe(await hashOf(from, META.id));
  });

  it('does not delay messages, and keeps to its rate', async () => {
    await restartSender({ snapshotBytesPerSecond: 2 * MIB });
    await from.write(META, pieces(contentOf(2 * MIB)));
    const startedAtMs = performance.now();
    const sending = sender.sendSnapshot(OFFER, from);
    await until('it is under way', () => (sender.snapshotsUnderWay()[0]?.writtenBytes ?? 0) > 0);
    const beat: Message = {
      type: 'heartbeat',
      from: 1,
      to: 2,
      term: 5,
      commit: 1,
      epoch: 1,
      readPosition: 0,
    };
    for (let count = 0; count < 5; count += 1) {
      sender.send(beat);
      await until('a heartbeat', () => received.length === count + 1);
    }
    expect(sender.snapshotsUnderWay()).toMatchObject([
      { to: 2, lengthBytes: 2 * MIB, resumedAt: 0 },
    ]);
    await sending;
    expect(received).toEqual([beat, beat, beat, beat, beat, OFFER]);
    // A bound from below alone: slower is never wrong.
    expect(performance.now() - startedAtMs).toBeGreaterThan(900);
  });

  it('is given up by the sender when the peer stands still, or another one takes its place', async () => {
    await restartSender({ snapshotStallMs: 300 });
    await from.write(META, pieces(contentOf(8 * MIB)));
    const held = sender.sendSnapshot(OFFER, from);
    await until('it is under way', () => (sender.snapshotsUnderWay()[0]?.writtenBytes ?? 0) > 0);
    wire.isHeld = true;
    await expect(held).rejects.toMatchObject({ reason: 'broken' });
    wire.isHeld = false;
    // A busy machine stands still for as long: what follows has the usual patience.
    await restartSender();
    const first = sender.sendSnapshot(OFFER, from);
    const replaced = expect(first).rejects.toMatchObject({ reason: 'replaced' });
    await sender.sendSnapshot(OFFER, from);
    await replaced;
    expect(await hashOf(to, META.id)).toBe(await hashOf(from, META.id));
  });

  it('is refused with the reason where it is too large', async () => {
    await receiver.close();
    await startReceiver({ snapshotBytesMax: MIB });
    await from.write(META, pieces(contentOf(2 * MIB)));
    await expect(sender.sendSnapshot(OFFER, from)).rejects.toMatchObject({ reason: 'full' });
    expect(receiver.counters().snapshotsRefused).toBe(1);
    expect(received).toEqual([]);
  });

  it('of a leader of an earlier term is refused before any bytes are taken', async () => {
    await from.write(META, pieces(contentOf(200_000)));
    term = OFFER.term + 1;
    await expect(sender.sendSnapshot(OFFER, from)).rejects.toMatchObject({ reason: 'unwanted' });
    expect(receiver.counters()).toMatchObject({ snapshotsRefused: 1, snapshotBytesReceived: 0 });
    expect(await readdir(join(folder, 'to'))).toEqual([]);
    expect(received).toEqual([]);
  });

  it.each(['fdatasync', 'fsyncDirectory', 'rename', 'pwrite'] as const)(
    'F04: a %s that the disk refuses is the end of the receiving node, and no refusal to try again',
    async (operation) => {
      const disk = new SimulatedDisk({ seed: 1 });
      await receiver.close();
      await startReceiver({}, disk);
      await from.write(META, pieces(contentOf(200_000)));
      disk.failNext(operation, 'EIO');
      await expect(sender.sendSnapshot(OFFER, from)).rejects.toMatchObject({ reason: 'failed' });
      expect(refusals).toMatchObject([{ code: 'EIO' }]);
      expect(received).toEqual([]);
    },
  );

  it('F05: one that does not fit is refused, and fits once there is space', async () => {
    const disk = new SimulatedDisk({ seed: 1, capacityBytes: MIB });
    await receiver.close();
    await startReceiver({}, disk);
    await from.write(META, pieces(contentOf(2 * MIB)));
    await expect(sender.sendSnapshot(OFFER, from)).rejects.toMatchObject({ reason: 'full' });
    expect(refusals).toEqual(['no space']);
    disk.setCapacity(Number.MAX_SAFE_INTEGER);
    await sender.sendSnapshot(OFFER, from);
    expect(received).toEqual([OFFER]);
  });

  describe('from a peer that misbehaves', () => {
    const info = { meta: META, lengthBytes: 200_000, sha256: 'ab'.repeat(32) };
    const piece = (offset: number, length: number): SnapshotFrame => ({
      kind: 'piece',
      offset,
      content: new Uint8Array(length),
    });
    const offer: SnapshotFrame = { kind: 'offer', offer: OFFER, info };

    async function say(frames: readonly (SnapshotFrame | Buffer)[]): Promise<TLSSocket> {
      const socket = connect({
        host: '127.0.0.1',
        port: receiver.port,
        ca: authority.ca,
        checkServerIdentity: () => undefined,
        ...identities[1],
      });
      socket.on('error', () => undefined);
      socket.resume();
      const hello = { clusterId: 'site-1', from: 1, to: 2, purpose: 'snapshot' } as const;
      socket.write(encodeFrame(encodeHello(hello)));
      for (const frame of frames) {
        socket.write(Buffer.isBuffer(frame) ? frame : encodeFrame(encodeSnapshotFrame(frame)));
      }
      await once(socket, 'close');
      return socket;
    }

    it.each([
      ['garbage', [Buffer.from('GET / HTTP/1.1\r\nHost: here\r\n\r\n')]],
      ['a frame of a gigabyte', [offer, Buffer.from('4559520140000000deadbeef', 'hex')]],
      ['a piece at a wrong offset', [offer, piece(1, 100)]],
      ['a piece that is too long', [offer, piece(0, 70_000)]],
      ['an empty piece', [offer, piece(0, 0)]],
      ['an end before its time', [offer, piece(0, 100), { kind: 'end' }]],
      ['no offer', [piece(0, 100)]],
      ['an answer', [offer, { kind: 'done' }]],
      ['an offer for another', [{ kind: 'offer', offer: { ...OFFER, to: 3 }, info }]],
      ['an offer of another', [{ kind: 'offer', offer: { ...OFFER, from: 3 }, info }]],
      [
        'a length that cannot be',
        [{ kind: 'offer', offer: OFFER, info: { ...info, lengthBytes: 2 ** 52 } }],
      ],
      [
        'other bytes than it announced',
        [offer, ...[0, 1, 2, 3].map((at) => piece(at * 50_000, 50_000)), { kind: 'end' }],
      ],
      ['silence after its offer', [offer]],
    ] as [string, (SnapshotFrame | Buffer)[]][])('%s is refused', async (_what, frames) => {
      await say(frames);
      await until('the count', () => receiver.counters().snapshotsRefused === 1);
      expect(received).toEqual([]);
      expect(await to.list()).toEqual([]);
      // And an honest one comes through afterwards.
      await from.write(META, pieces(contentOf(200_000)));
      await sender.sendSnapshot(OFFER, from);
      expect(received).toEqual([OFFER]);
    });
  });
});
