import type { Entry, EntryType } from '../core/types.ts';
import { type ByteReader, UnreadableBytes } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

// Written to disk and wire: a number once given keeps its meaning for ever.
const ENTRY_CODE = { normal: 1, blank: 2, conf: 3 } as const satisfies Record<EntryType, number>;
const ENTRY_TYPE = new Map<number, EntryType>([
  [ENTRY_CODE.normal, 'normal'],
  [ENTRY_CODE.blank, 'blank'],
  [ENTRY_CODE.conf, 'conf'],
]);

/** What an entry takes besides its data. */
export const ENTRY_HEAD_BYTES = 21;

export function writeEntry(writer: ByteWriter, entry: Entry): void {
  writer.u8(ENTRY_CODE[entry.type]).u64(entry.term).u64(entry.index).block(entry.data);
}

/** Its data is a view: entries that come together go together. */
export function readEntry(reader: ByteReader): Entry {
  const type = ENTRY_TYPE.get(reader.u8());
  if (!type) throw new UnreadableBytes('an unknown type of entry');
  return { type, term: reader.u64(), index: reader.u64(), data: reader.view() };
}
