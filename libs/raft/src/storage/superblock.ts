import { crc32 } from 'node:zlib';
import { type Disk, readFileIfExists, writeFileAtomically } from '@eyrie/journal';
import { ByteReader, UnreadableBytes } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import type { NodeId } from '../core/types.ts';

/** Whose files these are. The incarnation tells this disk from any other that has had the same id. */
export interface Superblock {
  readonly nodeId: NodeId;
  readonly clusterId: string;
  /** Eight random bytes as hexadecimal digits, drawn when the directory was founded. */
  readonly incarnation: string;
}

const FORMAT = 1;

export async function writeSuperblock(disk: Disk, path: string, block: Superblock): Promise<void> {
  const body = new ByteWriter()
    .u8(FORMAT)
    .u32(block.nodeId)
    .string(block.clusterId)
    .string(block.incarnation)
    .finish();
  const bytes = new ByteWriter().u32(crc32(body)).block(body).finish();
  await writeFileAtomically(disk, path, bytes);
}

/** Null when there is none. @throws UnreadableBytes when it is damaged. */
export async function readSuperblock(disk: Disk, path: string): Promise<Superblock | null> {
  const bytes = await readFileIfExists(disk, path);
  if (!bytes) return null;
  const outer = new ByteReader(bytes);
  const checksum = outer.u32();
  const body = outer.block();
  outer.end();
  if (crc32(body) !== checksum) throw new UnreadableBytes('a checksum that does not fit');
  const reader = new ByteReader(body);
  if (reader.u8() !== FORMAT) throw new UnreadableBytes('an unknown format');
  const block = {
    nodeId: reader.u32(),
    clusterId: reader.string(),
    incarnation: reader.string(),
  };
  reader.end();
  return block;
}
