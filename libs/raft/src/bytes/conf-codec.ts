import type { ConfState, Identity, NodeId, SnapshotMeta } from '../core/types.ts';
import { type ByteReader, UnreadableBytes } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

export function writeSnapshotMeta(writer: ByteWriter, meta: SnapshotMeta): void {
  writer.string(meta.id).u64(meta.index).u64(meta.term);
  writeConfState(writer, meta.confState);
}

export function readSnapshotMeta(reader: ByteReader): SnapshotMeta {
  return {
    id: reader.string(),
    index: reader.u64(),
    term: reader.u64(),
    confState: readConfState(reader),
  };
}

export function writeConfState(writer: ByteWriter, conf: ConfState): void {
  writer.u64(conf.index).u8(conf.autoLeave ? 1 : 0);
  const { voters, votersOutgoing, learners, learnersNext, heldLearners } = conf;
  for (const ids of [voters, votersOutgoing, learners, learnersNext, heldLearners]) {
    writer.u32(ids.length);
    for (const id of ids) writer.u32(id);
  }
  for (const identities of [conf.identities, conf.retired]) {
    writer.u32(identities.length);
    for (const { nodeId, incarnation } of identities) writer.u32(nodeId).string(incarnation);
  }
}

export function readConfState(reader: ByteReader): ConfState {
  const index = reader.u64();
  const autoLeave = reader.u8();
  if (autoLeave > 1) throw new UnreadableBytes('a flag that is neither');
  return {
    index,
    autoLeave: autoLeave === 1,
    voters: readIds(reader),
    votersOutgoing: readIds(reader),
    learners: readIds(reader),
    learnersNext: readIds(reader),
    heldLearners: readIds(reader),
    identities: readIdentities(reader),
    retired: readIdentities(reader),
  };
}

function readIds(reader: ByteReader): NodeId[] {
  const ids: NodeId[] = [];
  // The count is not believed: reading ends with the bytes.
  for (let left = reader.u32(); left > 0; left -= 1) ids.push(reader.u32());
  return ids;
}

function readIdentities(reader: ByteReader): Identity[] {
  const identities: Identity[] = [];
  for (let left = reader.u32(); left > 0; left -= 1) {
    identities.push({ nodeId: reader.u32(), incarnation: reader.string() });
  }
  return identities;
}
