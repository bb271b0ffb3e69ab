import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { nodeDisk } from '@eyrie/journal';
import { LoopbackCluster } from '../testing/loopback-cluster.ts';
import { until } from '../testing/until.ts';
import {
  type Address,
  type Command,
  DiskSnapshotStore,
  type NodeId,
  ProposalOutcomeUnknown,
  RaftNode,
  Session,
  type SessionAnswer,
  SessionMachine,
  type StateMachine,
  systemClock,
  TlsTransport,
} from './index.ts';

const bytes = (line: string): Uint8Array => new TextEncoder().encode(line);

/** Lines, with a ballast that makes a snapshot of them take several pieces. */
class Book implements Required<StateMachine<Uint8Array>> {
  lines: string[] = [];

  apply(commands: readonly Command[]): Uint8Array[] {
    return commands.map(({ data }) => bytes(`${this.lines.push(Buffer.from(data).toString())}`));
  }

  snapshot(): AsyncIterable<Uint8Array> {
    const all = bytes(JSON.stringify({ lines: this.lines, ballast: 'x'.repeat(700_000) }));
    return (async function* () {
      for (let at = 0; at < all.length; at += 10_000) yield all.subarray(at, at + 10_000);
    })();
  }

  async restore(pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const all: Uint8Array[] = [];
    for await (const piece of pieces) all.push(piece);
    this.lines = (JSON.parse(Buffer.concat(all).toString()) as { lines: string[] }).lines;
  }
}

interface Member {
  readonly node: RaftNode<SessionAnswer>;
  readonly transport: TlsTransport;
  readonly machine: SessionMachine;
  readonly book: Book;
}

describe('members with snapshots and sessions, over real TLS and real disks', () => {
  let folder: string;
  let cluster: LoopbackCluster;
  let seed = 1;
  const addresses = new Map<NodeId, Address>();
  const up = new Map<NodeId, Member>();

  async function start(id: NodeId): Promise<Member> {
    const resolve = (peer: NodeId): Address | null => addresses.get(peer) ?? null;
    const transport = await TlsTransport.listen(cluster.transportOptions(id, { resolve }));
    addresses.set(id, { host: '127.0.0.1', port: transport.port });
    const book = new Book();
    const machine = new SessionMachine(book, systemClock);
    const disk = nodeDisk();
    const directory = join(folder, `node-${id}`);
    const snapshots = await DiskSnapshotStore.open({
      disk,
      directory: join(directory, 'snapshots'),
      reserveBytes: 0,
    });
    const node = await RaftNode.open({
      id,
      clusterId: cluster.clusterId,
      voters: [1, 2, 3],
      directory,
      disk,
      clock: systemClock,
      seed: (seed += 1),
      transport,
      stateMachine: machine,
      snapshots,
      // The machine that runs this may have little space left.
      config: { snapshotEntries: 40, retainedEntries: 0, diskLowWaterBytes: 0 },
    });
    const member = { node, transport, machine, book };
    up.set(id, member);
    return member;
  }

  async function stop(id: NodeId): Promise<void> {
    const member = up.get(id)!;
    up.delete(id);
    await member.node.close();
    await member.transport.close();
  }

  function leader(): Promise<Member> {
    return until('a leader', () =>
      [...up.values()].find(({ node }) => node.status().role === 'leader'),
    );
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eyrie-catch-up-'));
    cluster = await LoopbackCluster.found(folder, 3);
  });

  afterEach(async () => {
    for (const id of [...up.keys()]) await stop(id);
    await rm(folder, { recursive: true });
  });

  it('catch up by a snapshot, start again from it, and apply each call of a session once', async () => {
    for (const id of [1, 2, 3]) await start(id);
    let losses = 0;
    const session = await Session.open({
      clock: systemClock,
      send: async (request) => {
        const { node, machine } = await leader();
        const { result } = await node.propose(machine.encode(request), { timeoutMs: 2000 });
        // Every fifth answer is lost, though the call was applied.
        if (request.kind === 'call' && (losses += 1) % 5 === 0) {
          throw new ProposalOutcomeUnknown('timeout');
        }
        return result;
      },
    });
    const expected: string[] = [];
    const say = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n += 1) {
        const line = `line ${expected.push('') - 1}`;
        expected[expected.length - 1] = line;
        expect(Buffer.from(await session.call(bytes(line))).toString()).toBe(`${expected.length}`);
      }
    };
    await say(5);
    const away = (await leader()).node.status().id === 3 ? 2 : 3;
    await stop(away);
    await say(100);
    await until('the log was shortened', () =>
      [...up.values()].every(({ node }) => node.metrics().snapshotIndex > 80),
    );

    const back = await start(away);
    await until('it has caught up', () => back.book.lines.length === expected.length);
    expect(back.book.lines).toEqual(expected);
    expect(back.transport.counters().snapshotsReceived).toBeGreaterThan(0);

    // Its snapshot is what it starts from, and the sessions are in it.
    await stop(away);
    await stop((await leader()).node.status().id);
    const again = await start(away);
    await say(10);
    await until('all of it', () => again.book.lines.length === expected.length);
    expect(again.book.lines).toEqual(expected);
    expect(again.machine.sessions).toBe(1);
    expect(losses).toBeGreaterThan(100);
  });
});
