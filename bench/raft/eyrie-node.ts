import { randomInt } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Disk, type DiskFile, nodeDisk } from '@eyrie/journal';
import {
  type Command,
  DiskSnapshotStore,
  NotLeader,
  RaftNode,
  type StateMachine,
  systemClock,
  TlsTransport,
} from '@eyrie/raft';
import { answerRequests } from '../harness/node-child.ts';
import type { ClientAddress } from './connection.ts';
import { isRead, keyBytes, readFrames, reply, valueBytes } from './wire.ts';

export interface NodeOptions {
  readonly id: number;
  readonly directory: string;
  readonly clients: ClientAddress;
  readonly peers: Readonly<Record<number, ClientAddress>>;
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
  /** Added to each fsync; 0 for none. */
  readonly fsyncDelayMs: number;
}

export interface NodeView {
  readonly role: string;
  readonly leaderId: number | null;
  readonly term: number;
}

const entryBytes = keyBytes + valueBytes;
const pieceBytes = 64 * 1024;

/** What etcd keeps too: the newest value of each key. */
class Store implements StateMachine<null> {
  /** Each with its key before it, as it came. */
  readonly #values = new Map<string, Uint8Array>();

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#values.get(Buffer.from(key).toString('latin1'))?.subarray(keyBytes);
  }

  apply(commands: readonly Command[]): null[] {
    return commands.map(({ data }) => {
      const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      this.#values.set(bytes.toString('latin1', 0, keyBytes), data);
      return null;
    });
  }

  snapshot(): AsyncIterable<Uint8Array> {
    const bytes = Buffer.concat([...this.#values.values()]);
    return (async function* () {
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        yield await Promise.resolve(bytes.subarray(at, at + pieceBytes));
      }
    })();
  }

  async restore(pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const all: Uint8Array[] = [];
    for await (const piece of pieces) all.push(piece);
    const bytes = Buffer.concat(all);
    this.#values.clear();
    for (let at = 0; at < bytes.length; at += entryBytes) {
      const key = bytes.toString('latin1', at, at + keyBytes);
      this.#values.set(key, bytes.subarray(at, at + entryBytes));
    }
  }
}

const store = new Store();
let node: RaftNode<null> | null = null;

answerRequests({
  start: async (options: NodeOptions): Promise<void> => {
    const { id, peers, key, cert, ca, directory } = options;
    const clusterId = 'bench';
    const transport = await TlsTransport.listen({
      id,
      clusterId,
      listen: peers[id] ?? options.clients,
      key,
      cert,
      ca,
      resolve: (peer) => peers[peer] ?? null,
      authorise: (commonName, claimed) => commonName === nameOf(claimed),
      seed: randomInt(2 ** 32),
    });
    const disk = options.fsyncDelayMs > 0 ? slowDisk(options.fsyncDelayMs) : nodeDisk();
    const opened = await RaftNode.open({
      id,
      clusterId,
      voters: Object.keys(peers).map(Number),
      directory,
      disk,
      clock: systemClock,
      seed: randomInt(2 ** 32),
      transport,
      stateMachine: store,
      snapshots: await DiskSnapshotStore.open({
        disk,
        directory: path.join(directory, 'snapshots'),
      }),
    });
    opened.onFailed((failure) => {
      throw failure;
    });
    node = opened;
    await serveClients(opened, options.clients);
  },

  view: (): NodeView => {
    if (!node) return { role: 'none', leaderId: null, term: 0 };
    const { role, leaderId, term } = node.status();
    return { role, leaderId, term };
  },
});

function nameOf(id: number): string {
  return `node-${id}`;
}

function serveClients(raft: RaftNode<null>, { host, port }: ClientAddress): Promise<void> {
  const server = createServer({ noDelay: true }, (socket) => {
    // A client that goes away in the middle is no failure of the node.
    socket.on('error', () => undefined);
    readFrames(socket, (command) => void serve(raft, socket, command));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

async function serve(raft: RaftNode<null>, socket: Socket, command: Uint8Array): Promise<void> {
  try {
    if (isRead(command)) {
      const value = await raft.read(() => store.get(command));
      socket.write(value ? Buffer.concat([reply('done'), value]) : reply('failed'));
      return;
    }
    await raft.propose(command);
    socket.write(reply('done'));
  } catch (error) {
    socket.write(reply(error instanceof NotLeader ? 'not-leader' : 'failed'));
  }
}

/** The real disk, on which each sync takes longer. */
function slowDisk(delayMs: number): Disk {
  const disk = nodeDisk();
  const slow = (file: DiskFile): DiskFile => ({
    pread: (target, offset) => file.pread(target, offset),
    pwrite: (bytes, offset) => file.pwrite(bytes, offset),
    fdatasync: async () => {
      await file.fdatasync();
      await delay(delayMs);
    },
    truncate: (sizeBytes) => file.truncate(sizeBytes),
    size: () => file.size(),
    close: () => file.close(),
  });
  return {
    open: async (path, mode) => slow(await disk.open(path, mode)),
    fsyncDirectory: (path) => disk.fsyncDirectory(path),
    rename: (from, to) => disk.rename(from, to),
    unlink: (path) => disk.unlink(path),
    list: (path) => disk.list(path),
    mkdir: (path) => disk.mkdir(path),
    freeBytes: (path) => disk.freeBytes(path),
    lock: (path) => disk.lock(path),
  };
}
