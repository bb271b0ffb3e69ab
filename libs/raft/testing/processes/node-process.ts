import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { nodeDisk } from '@eyrie/journal';
import {
  DiskSnapshotStore,
  RaftError,
  NotLeader,
  RaftNode,
  type SessionAnswer,
  SessionMachine,
  systemClock,
  TlsTransport,
} from '../../src/index.ts';
import { lazyDisk } from './lazy-disk.ts';
import { lineOf, readLines } from './lines.ts';
import type {
  Asked,
  NodeOptions,
  NodeState,
  NodeView,
  Question,
  Refusal,
  WireAnswer,
  WireRequest,
} from './protocol.ts';
import { RegisterMachine } from './register-machine.ts';

/** One member as a process of its own: `node node-process.ts OPTIONS.json`. Lives as long as its parent. */
const options = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as NodeOptions;
process.stdin.resume().on('end', () => process.exit(0));

const CONFIG = { snapshotEntries: 400, retainedEntries: 50 };
const CLUSTER = 'chaos';

let isOpen = false;
const disk = options.flaw === 'no-fsync-before-ack' ? lazyDisk(() => isOpen) : nodeDisk();
const registers = new RegisterMachine();
const machine = new SessionMachine(registers, systemClock);
const { id, key, cert, ca, addresses, directory } = options;
const transport = await TlsTransport.listen({
  id,
  clusterId: CLUSTER,
  listen: addresses[id] ?? { host: '127.0.0.1', port: 0 },
  key,
  cert,
  ca,
  resolve: (peer) => addresses[peer] ?? null,
  authorise: (commonName, claimed) => commonName === `node-${claimed}`,
  seed: randomInt(2 ** 32),
  snapshotBytesPerSecond: 1024 * 1024,
  snapshotStallMs: 3000,
});
const node = await RaftNode.open<SessionAnswer>({
  id,
  clusterId: CLUSTER,
  voters: options.voters,
  directory,
  disk,
  clock: systemClock,
  seed: randomInt(2 ** 32),
  transport,
  stateMachine: machine,
  snapshots: await DiskSnapshotStore.open({ disk, directory: join(directory, 'snapshots') }),
  config: CONFIG,
});
isOpen = true;
node.onFailed((failure) => {
  throw failure;
});
await rm(options.socket, { force: true });
createServer((socket) => serve(socket)).listen(options.socket);

function serve(socket: Socket): void {
  // A client that goes away in the middle is no failure of the node.
  socket.on('error', () => undefined);
  readLines(socket, (line) => {
    const { id: asked, question } = line as Asked;
    answer(question).then(
      (told) => socket.write(lineOf({ id: asked, answer: told })),
      (error: unknown) => socket.write(lineOf({ id: asked, refusal: refusalOf(error) })),
    );
  });
}

async function answer(question: Question): Promise<unknown> {
  switch (question.ask) {
    case 'session':
      return propose(question.request);
    case 'read':
      return read(() => registers.get(question.key));
    case 'state':
      return read(stateNow);
    case 'view':
      return viewNow();
    case 'transfer':
      await node.transferLeader(question.to);
      return null;
  }
}

async function propose(wire: WireRequest): Promise<WireAnswer> {
  const request = 'payload' in wire ? { ...wire, payload: Buffer.from(wire.payload) } : wire;
  const { result } = await node.propose(machine.encode(request), { timeoutMs: 3000 });
  return result.kind === 'applied'
    ? { ...result, result: Buffer.from(result.result).toString() }
    : result;
}

function read<T>(look: () => T): Promise<T> {
  return options.flaw === 'stale-reads'
    ? Promise.resolve(look())
    : node.read(look, { timeoutMs: 3000 });
}

function stateNow(): NodeState {
  const { appliedIndex } = node.status();
  return { appliedIndex, digest: registers.digest, ...registers.state() };
}

function viewNow(): NodeView {
  const { snapshotsTakenTotal, snapshotsRestoredTotal } = node.metrics();
  return {
    status: node.status(),
    snapshots: { snapshotsTakenTotal, snapshotsRestoredTotal },
    sending: transport.snapshotsUnderWay(),
  };
}

function refusalOf(error: unknown): Refusal {
  if (!(error instanceof RaftError)) throw error;
  const leaderId = error instanceof NotLeader ? error.leaderId : node.status().leaderId;
  return { kind: error.kind === 'failed' ? 'unknown' : error.kind, leaderId };
}
