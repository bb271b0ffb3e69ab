import { ByteReader, UnreadableBytes } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import type { SnapshotOffer } from '../core/types.ts';
import { readInfo, type SnapshotInfo, writeInfo } from '../snapshot/snapshot-format.ts';
import { decodeMessage, encodeMessage } from './message-codec.ts';

/** Why a receiver does not take a snapshot. */
export type SnapshotRefusal = 'unwanted' | 'full' | 'mismatch' | 'failed';

/**
 * What the two ends of a snapshot's connection say: the sender offers, the receiver accepts from an
 * offset on, pieces follow, each answered with how far it is written, and after the end comes `done`
 * once all of it is durable. Each frame carries a checksum of its own.
 */
export type SnapshotFrame =
  | { readonly kind: 'offer'; readonly offer: SnapshotOffer; readonly info: SnapshotInfo }
  | { readonly kind: 'accept' | 'progress'; readonly offset: number }
  | { readonly kind: 'piece'; readonly offset: number; readonly content: Uint8Array }
  | { readonly kind: 'end' | 'done' }
  | { readonly kind: 'refuse'; readonly reason: SnapshotRefusal };

// On the wire between versions: a number once given keeps its meaning for ever.
const VERSION = 1;
const KIND = {
  offer: 1,
  accept: 2,
  piece: 3,
  progress: 4,
  end: 5,
  done: 6,
  refuse: 7,
} as const satisfies Record<SnapshotFrame['kind'], number>;
const REASONS: readonly SnapshotRefusal[] = ['unwanted', 'full', 'mismatch', 'failed'];

export function encodeSnapshotFrame(frame: SnapshotFrame): Uint8Array {
  const size = frame.kind === 'piece' ? 32 + frame.content.length : 64;
  const writer = new ByteWriter(size).u8(VERSION).u8(KIND[frame.kind]);
  switch (frame.kind) {
    case 'offer':
      writer.block(encodeMessage(frame.offer));
      writeInfo(writer, frame.info);
      break;
    case 'accept':
    case 'progress':
      writer.u64(frame.offset);
      break;
    case 'piece':
      writer.u64(frame.offset).block(frame.content);
      break;
    case 'refuse':
      writer.u8(REASONS.indexOf(frame.reason));
      break;
    case 'end':
    case 'done':
      break;
  }
  return writer.finish();
}

/** @throws UnreadableBytes for anything that `encodeSnapshotFrame` cannot have written. */
export function decodeSnapshotFrame(bytes: Uint8Array): SnapshotFrame {
  const reader = new ByteReader(bytes);
  if (reader.u8() !== VERSION) throw new UnreadableBytes('an unknown version');
  const frame = readFrame(reader, reader.u8());
  reader.end();
  return frame;
}

function readFrame(reader: ByteReader, kind: number): SnapshotFrame {
  switch (kind) {
    case KIND.offer: {
      const offer = decodeMessage(reader.block());
      if (offer.type !== 'snapshot') throw new UnreadableBytes('an offer that is none');
      return { kind: 'offer', offer, info: readInfo(reader) };
    }
    case KIND.accept:
      return { kind: 'accept', offset: reader.u64() };
    case KIND.progress:
      return { kind: 'progress', offset: reader.u64() };
    case KIND.piece:
      return { kind: 'piece', offset: reader.u64(), content: reader.block() };
    case KIND.end:
      return { kind: 'end' };
    case KIND.done:
      return { kind: 'done' };
    case KIND.refuse: {
      const reason = REASONS[reader.u8()];
      if (reason === undefined) throw new UnreadableBytes('an unknown reason');
      return { kind: 'refuse', reason };
    }
    default:
      throw new UnreadableBytes('an unknown frame');
  }
}
