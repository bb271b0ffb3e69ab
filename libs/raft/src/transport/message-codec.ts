import { ByteReader, UnreadableBytes } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import {
  readConfState,
  readSnapshotMeta,
  writeConfState,
  writeSnapshotMeta,
} from '../bytes/conf-codec.ts';
import { ENTRY_HEAD_BYTES, readEntry, writeEntry } from '../bytes/entry-codec.ts';
import type { Entry, Message } from '../core/types.ts';
import { fillFrameHeader, FRAME_HEADER_BYTES } from './frame.ts';

// On the wire between versions: a number once given keeps its meaning for ever.
const MESSAGE_CODE = {
  'pre-vote': 1,
  vote: 2,
  'pre-vote-reply': 3,
  'vote-reply': 4,
  append: 5,
  'append-accepted': 6,
  'append-rejected': 7,
  heartbeat: 8,
  'heartbeat-reply': 9,
  snapshot: 10,
  'timeout-now': 11,
  'read-request': 12,
  'read-reply': 13,
} as const satisfies Record<Message['type'], number>;

/** Of any message without its entries; a configuration in it may take more. */
const ENVELOPE_BYTES = 160;

const MESSAGE_TYPE = new Map(
  Object.entries(MESSAGE_CODE).map(([type, code]) => [code as number, type as Message['type']]),
);

export function encodeMessage(message: Message): Uint8Array {
  const writer = new ByteWriter(capacityFor(message));
  writeMessage(writer, message);
  return writer.finish();
}

/** As `encodeFrame(encodeMessage(message))`, written once. */
export function encodeMessageFrame(message: Message): Uint8Array {
  const writer = new ByteWriter(FRAME_HEADER_BYTES + capacityFor(message)).skip(FRAME_HEADER_BYTES);
  writeMessage(writer, message);
  return fillFrameHeader(writer.finish());
}

/** Most messages fit without growing. */
function capacityFor(message: Message): number {
  if (message.type !== 'append') return ENVELOPE_BYTES;
  const { entries } = message;
  return entries.reduce((sum, { data }) => sum + ENTRY_HEAD_BYTES + data.length, ENVELOPE_BYTES);
}

function writeMessage(writer: ByteWriter, message: Message): void {
  writer.u8(MESSAGE_CODE[message.type]).u32(message.from).u32(message.to).u64(message.term);
  writeOptional(writer, message.incarnation, (incarnation) => writer.string(incarnation));
  switch (message.type) {
    case 'pre-vote':
    case 'vote':
      writer
        .u64(message.lastIndex)
        .u64(message.lastTerm)
        .u8(message.isTransfer ? 1 : 0);
      writeOptional(writer, message.committed, ({ index, term }) => writer.u64(index).u64(term));
      break;
    case 'pre-vote-reply':
    case 'vote-reply':
      writer.u8(message.granted ? 1 : 0);
      writeOptional(writer, message.committed, ({ index, term }) => writer.u64(index).u64(term));
      break;
    case 'append':
      writer.u64(message.prevIndex).u64(message.prevTerm).u64(message.commit).u32(message.epoch);
      writer.u32(message.entries.length);
      for (const entry of message.entries) writeEntry(writer, entry);
      writeOptional(writer, message.founding, (founding) => writeConfState(writer, founding));
      break;
    case 'append-accepted':
      writer.u64(message.match).u32(message.epoch);
      break;
    case 'append-rejected':
      writer.u64(message.rejectedIndex).u64(message.hintIndex).u64(message.hintTerm);
      writer.u32(message.epoch);
      break;
    case 'heartbeat':
      writer.u64(message.commit).u32(message.epoch).u64(message.readPosition);
      break;
    case 'heartbeat-reply':
      writer.u32(message.epoch).u64(message.readPosition);
      break;
    case 'snapshot':
      writer.u32(message.epoch);
      writeSnapshotMeta(writer, message.snapshot);
      break;
    case 'timeout-now':
      writer.u32(message.epoch);
      break;
    case 'read-request':
      writer.u64(message.token).u32(message.life);
      break;
    case 'read-reply':
      writer.u64(message.token).u32(message.life).u64(message.index);
      break;
  }
}

/** @throws UnreadableBytes for anything that `encodeMessage` cannot have written. */
export function decodeMessage(bytes: Uint8Array): Message {
  const reader = new ByteReader(bytes);
  const type = MESSAGE_TYPE.get(reader.u8());
  if (!type) throw new UnreadableBytes('an unknown message');
  const message = readBody(reader, type, readEnvelope(reader));
  reader.end();
  return message;
}

type Envelope = Pick<Message, 'from' | 'to' | 'term' | 'incarnation'>;

/** Without the detour of `optional`: it is read of each message. */
function readEnvelope(reader: ByteReader): Envelope {
  const from = reader.u32();
  const to = reader.u32();
  const term = reader.u64();
  return readFlag(reader) ? { from, to, term, incarnation: reader.string() } : { from, to, term };
}

type OtherType =
  'heartbeat' | 'heartbeat-reply' | 'snapshot' | 'timeout-now' | 'read-request' | 'read-reply';

function readBody(reader: ByteReader, type: Message['type'], envelope: Envelope): Message {
  switch (type) {
    case 'pre-vote':
    case 'vote':
      return {
        type,
        ...envelope,
        lastIndex: reader.u64(),
        lastTerm: reader.u64(),
        ...(readFlag(reader) ? { isTransfer: true as const } : {}),
        ...optional('committed', readOptional(reader, readPlace)),
      };
    case 'pre-vote-reply':
    case 'vote-reply':
      return {
        type,
        ...envelope,
        granted: readFlag(reader),
        ...optional('committed', readOptional(reader, readPlace)),
      };
    case 'append':
      return {
        type,
        ...envelope,
        prevIndex: reader.u64(),
        prevTerm: reader.u64(),
        commit: reader.u64(),
        epoch: reader.u32(),
        entries: readEntries(reader),
        ...(readFlag(reader) ? { founding: readConfState(reader) } : {}),
      };
    case 'append-accepted':
      return { type, ...envelope, match: reader.u64(), epoch: reader.u32() };
    case 'append-rejected':
      return {
        type,
        ...envelope,
        rejectedIndex: reader.u64(),
        hintIndex: reader.u64(),
        hintTerm: reader.u64(),
        epoch: reader.u32(),
      };
    case 'heartbeat':
    case 'heartbeat-reply':
    case 'snapshot':
    case 'timeout-now':
    case 'read-request':
    case 'read-reply':
      return readOther(reader, type, envelope);
  }
}

function readOther(
  reader: ByteReader,
  type: OtherType,
  envelope: Envelope,
): Extract<Message, { type: OtherType }> {
  switch (type) {
    case 'heartbeat':
      return {
        type,
        ...envelope,
        commit: reader.u64(),
        epoch: reader.u32(),
        readPosition: reader.u64(),
      };
    case 'heartbeat-reply':
      return { type, ...envelope, epoch: reader.u32(), readPosition: reader.u64() };
    case 'snapshot':
      return { type, ...envelope, epoch: reader.u32(), snapshot: readSnapshotMeta(reader) };
    case 'timeout-now':
      return { type, ...envelope, epoch: reader.u32() };
    case 'read-request':
      return { type, ...envelope, token: reader.u64(), life: reader.u32() };
    case 'read-reply':
      return {
        type,
        ...envelope,
        token: reader.u64(),
        life: reader.u32(),
        index: reader.u64(),
      };
  }
}

function writeOptional<T>(
  writer: ByteWriter,
  value: T | undefined,
  write: (value: T) => void,
): void {
  writer.u8(value === undefined ? 0 : 1);
  if (value !== undefined) write(value);
}

function readOptional<T>(reader: ByteReader, read: (reader: ByteReader) => T): T | undefined {
  return readFlag(reader) ? read(reader) : undefined;
}

function optional<Name extends string, T>(
  name: Name,
  value: T | undefined,
): { readonly [key in Name]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [key in Name]: T });
}

function readFlag(reader: ByteReader): boolean {
  const flag = reader.u8();
  if (flag > 1) throw new UnreadableBytes('a flag that is neither');
  return flag === 1;
}

function readEntries(reader: ByteReader): Entry[] {
  const count = reader.u32();
  const entries: Entry[] = [];
  // The count is not believed: reading ends with the bytes, which are capped.
  for (let at = 0; at < count; at += 1) entries.push(readEntry(reader));
  return entries;
}

function readPlace(reader: ByteReader): { index: number; term: number } {
  return { index: reader.u64(), term: reader.u64() };
}
