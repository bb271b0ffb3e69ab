import { ByteReader, UnreadableBytes } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import { readSnapshotMeta, writeSnapshotMeta } from '../bytes/conf-codec.ts';
import { ENTRY_HEAD_BYTES, readEntry, writeEntry } from '../bytes/entry-codec.ts';
import type { Entry, Index, NodeId, SnapshotMeta, Term } from '../core/types.ts';

/** One record of the write-ahead log. Their order in the stream is their meaning. */
export type WalRecord =
  | { readonly kind: 'ballot'; readonly term: Term; readonly vote: NodeId | null }
  | { readonly kind: 'entry'; readonly entry: Entry }
  /** Entries above `after` count no more, whatever stands before this record. */
  | { readonly kind: 'truncate'; readonly after: Index }
  | { readonly kind: 'commit'; readonly index: Index }
  /** The log begins anew behind this: no entry that stands before this record counts any more. */
  | { readonly kind: 'snapshot'; readonly snapshot: SnapshotMeta };

const BALLOT = 1;
const ENTRY = 2;
const TRUNCATE = 3;
const COMMIT = 4;
const SNAPSHOT = 5;

export function encodeRecord(record: WalRecord): Uint8Array {
  switch (record.kind) {
    case 'ballot':
      // Node ids begin at 1, so that 0 can say "nobody".
      return new ByteWriter()
        .u8(BALLOT)
        .u64(record.term)
        .u32(record.vote ?? 0)
        .finish();
    case 'entry': {
      const writer = new ByteWriter(1 + ENTRY_HEAD_BYTES + record.entry.data.length).u8(ENTRY);
      writeEntry(writer, record.entry);
      return writer.finish();
    }
    case 'truncate':
      return new ByteWriter().u8(TRUNCATE).u64(record.after).finish();
    case 'commit':
      return new ByteWriter().u8(COMMIT).u64(record.index).finish();
    case 'snapshot': {
      const writer = new ByteWriter().u8(SNAPSHOT);
      writeSnapshotMeta(writer, record.snapshot);
      return writer.finish();
    }
  }
}

/** @throws UnreadableBytes */
export function decodeRecord(bytes: Uint8Array): WalRecord {
  const reader = new ByteReader(bytes);
  const record = readRecord(reader);
  reader.end();
  return record;
}

function readRecord(reader: ByteReader): WalRecord {
  switch (reader.u8()) {
    case BALLOT: {
      const term = reader.u64();
      const vote = reader.u32();
      return { kind: 'ballot', term, vote: vote === 0 ? null : vote };
    }
    case ENTRY:
      return { kind: 'entry', entry: readEntry(reader) };
    case TRUNCATE:
      return { kind: 'truncate', after: reader.u64() };
    case COMMIT:
      return { kind: 'commit', index: reader.u64() };
    case SNAPSHOT:
      return { kind: 'snapshot', snapshot: readSnapshotMeta(reader) };
    default:
      throw new UnreadableBytes('an unknown record');
  }
}
