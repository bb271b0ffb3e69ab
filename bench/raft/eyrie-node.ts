import { randomInt } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Disk, type DiskFile, nodeDisk } from '@eyrie/journal';
import {
  type Command,
  NotLeader,
  RaftNode,
  type StateMachine,
  systemClock,
  TlsTransport,
} from '@eyrie/raft';
import { answerRequests } from '../harness/node-child.ts';
import { keyBytes, readFrames, reply } from './wire.ts';

export interface NodeOptions {
  readonly id: number;
  readonly directory: string;
  readonly clientPort: number;
  readonly peerPorts: Readonly<Record<number, number>>;
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

/** What etcd keeps too: the newest value of each key. */
class Store implements StateMachine<null> {
  readonly #values = new Map<string, Uint8Array>();

  apply(commands: readonly Command[]): null[] {
    return commands.map(({ data }) => {
      const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      this.#values.set(bytes.toString('latin1', 0, keyBytes), data);
      return null;
    });
  }
}

let node: RaftNode<null> | null = null;

answerRequests({
  start: async (options: NodeOptions): Promise<void> => {
    const { id, peerPorts, key, cert, ca } = options;
    const clusterId = 'bench';
    const transport = await TlsTransport.listen({
      id,
      clusterId,
      listen: { host: '127.0.0.1', port: peerPorts[id] ?? 0 },
      key,
      cert,
      ca,
      resolve: (peer) => ({ host: '127.0.0.1', port: peerPorts[peer] ?? 0 }),
      authorise: (commonName, claimed) => commonName === nameOf(claimed),
      seed: randomInt(2 ** 32),
    });
    const disk = options.fsyncDelayMs > 0 ? slowDisk(options.fsyncDelayMs) : nodeDisk();
    const opened = await RaftNode.open({
      id,
      clusterId,
      voters: Object.keys(peerPorts).map(Number),
      directory: options.directory,
      disk,
      clock: systemClock,
      seed: randomInt(2 ** 32),
      transport,
      stateMachine: new Store(),
    });
    opened.onFailed((failure) => {
      throw failure;
    });
    node = opened;
    await serveClients(opened, options.clientPort);
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

function serveClients(raft: RaftNode<null>, port: number): Promise<void> {
  const server = createServer({ noDelay: true }, (socket) => {
    // A client that goes away in the middle is no failure of the node.
    socket.on('error', () => undefined);
    readFrames(socket, (command) => void serve(raft, socket, command));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

async function serve(raft: RaftNode<null>, socket: Socket, command: Uint8Array): Promise<void> {
  try {
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
