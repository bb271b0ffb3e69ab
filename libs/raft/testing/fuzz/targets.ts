import { Journal, JournalError } from '@eyrie/journal';
import { UnreadableBytes } from '../../src/bytes/byte-reader.ts';
import type { Message } from '../../src/core/types.ts';
import { decodeRecord, encodeRecord } from '../../src/storage/record.ts';
import { Replay, WalInconsistent } from '../../src/storage/replay.ts';
import { encodeFrame, FrameReader } from '../../src/transport/frame.ts';
import { decodeHello, encodeHello } from '../../src/transport/hello.ts';
import { decodeMessage, encodeMessage } from '../../src/transport/message-codec.ts';
import { recordLoad } from '../explorer/wal-explorer.ts';
import { type Image, MemoryDisk } from '../explorer/memory-disk.ts';
import { Simulation } from '../sim/simulation.ts';
import type { Target } from './fuzzer.ts';

const BODY_BYTES_MAX = 4096;
const DIRECTORY = '/journal';
const SEGMENT = `${DIRECTORY}/0000000000000001.segment`;

/** All that takes bytes from the network or the disk, each with valid inputs of its own kind. */
export async function allTargets(): Promise<Target[]> {
  const messages = (await hearMessages()).map(encodeMessage);
  const { records, segments } = await readLoad();
  return [
    wire(messages),
    frames(messages),
    hello(),
    record(records),
    replay(records),
    segment(segments),
  ];
}

function wire(corpus: readonly Uint8Array[]): Target {
  return {
    name: 'wire messages',
    corpus,
    take: (bytes) => {
      const message = attempt(() => decodeMessage(bytes), UnreadableBytes);
      if (!message) return 'refused';
      // What is accepted is what was meant, to the last byte.
      expectSame(encodeMessage(message), bytes);
      return 'accepted';
    },
  };
}

function frames(messages: readonly Uint8Array[]): Target {
  return {
    name: 'wire frames',
    corpus: messages.map(encodeFrame),
    take: (bytes) => {
      const reader = new FrameReader(BODY_BYTES_MAX);
      const half = bytes.length >> 1;
      const first = reader.read(Buffer.from(bytes.subarray(0, half)));
      if (typeof first === 'string') return 'refused';
      return typeof reader.read(Buffer.from(bytes.subarray(half))) === 'string'
        ? 'refused'
        : 'accepted';
    },
  };
}

function hello(): Target {
  return {
    name: 'wire hello',
    corpus: [encodeHello({ clusterId: 'site-1', from: 1, to: 2 })],
    take: (bytes) => (attempt(() => decodeHello(bytes), UnreadableBytes) ? 'accepted' : 'refused'),
  };
}

function record(corpus: readonly Uint8Array[]): Target {
  return {
    name: 'log records',
    corpus,
    take: (bytes) => {
      const found = attempt(() => decodeRecord(bytes), UnreadableBytes);
      if (!found) return 'refused';
      expectSame(encodeRecord(found), bytes);
      return 'accepted';
    },
  };
}

/** The whole load, one record of which is replaced. */
function replay(records: readonly Uint8Array[]): Target {
  const beginning = records.slice(0, 12);
  return {
    name: 'log replay',
    corpus: records,
    take: (bytes) => {
      const log = new Replay();
      const done = attempt(
        () => {
          for (const each of beginning) log.add(each);
          log.add(bytes);
          return log.finish();
        },
        UnreadableBytes,
        WalInconsistent,
      );
      return done ? 'accepted' : 'refused';
    },
  };
}

/** A journal with one segment, in which every entry that is found must be readable. */
function segment(corpus: readonly Uint8Array[]): Target {
  return {
    name: 'journal segments',
    corpus,
    take: async (bytes) => {
      const names = new Map([[SEGMENT, 1]]);
      const disk = new MemoryDisk({ names, files: new Map([[1, bytes]]) });
      try {
        const options = { directory: DIRECTORY, disk, reserveBytes: 0 };
        const { journal } = await Journal.open(options);
        await journal.read(journal.first);
        await journal.close();
        return 'accepted';
      } catch (error) {
        if (error instanceof JournalError) return 'refused';
        throw error;
      }
    },
  };
}

/** One of each kind of message, from nodes at work. */
async function hearMessages(): Promise<Message[]> {
  const heard = new Map<string, Message[]>();
  for (const seed of [1, 2, 3]) {
    await new Simulation({
      seed,
      minutes: 1,
      hear: (message) => {
        const known = heard.get(message.type) ?? [];
        if (known.length < 20) heard.set(message.type, [...known, message]);
      },
    }).run();
  }
  return [...heard.values()].flat();
}

async function readLoad(): Promise<{ records: Uint8Array[]; segments: Uint8Array[] }> {
  const image = await recordLoad({ seed: 2, operations: 30 });
  const { journal } = await Journal.open({
    directory: '/raft/log',
    disk: new MemoryDisk(image),
    onDamage: 'refuse',
  });
  const entries = await journal.read(journal.first);
  return {
    records: entries.map(({ payload }) => Uint8Array.from(payload)),
    segments: segmentsOf(image),
  };
}

function segmentsOf({ names, files }: Image): Uint8Array[] {
  return [...names]
    .filter(([path]) => path.endsWith('1.segment'))
    .flatMap(([, file]) => {
      const bytes = files.get(file)!;
      // Short ones too: most mutations should strike where it matters.
      return [bytes.subarray(0, 600), bytes.subarray(0, 128), bytes.subarray(0, 2400)];
    });
}

function attempt<T>(
  take: () => T,
  ...allowed: readonly (abstract new (...args: never[]) => Error)[]
): T | null {
  try {
    return take();
  } catch (error) {
    if (allowed.some((kind) => error instanceof kind)) return null;
    throw error;
  }
}

function expectSame(encoded: Uint8Array, bytes: Uint8Array): void {
  if (Buffer.compare(encoded, bytes) !== 0)
    throw new Error('It is accepted, but means something else.');
}
