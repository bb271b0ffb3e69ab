import { ByteReader } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import type { NodeId } from '../core/types.ts';

/** The first thing a dialling node says: which cluster, who it is, and whom it means to reach. */
export interface Hello {
  readonly clusterId: string;
  readonly from: NodeId;
  readonly to: NodeId;
}

export function encodeHello(hello: Hello): Uint8Array {
  return new ByteWriter().string(hello.clusterId).u32(hello.from).u32(hello.to).finish();
}

/** @throws UnreadableBytes */
export function decodeHello(bytes: Uint8Array): Hello {
  const reader = new ByteReader(bytes);
  const hello = { clusterId: reader.string(), from: reader.u32(), to: reader.u32() };
  reader.end();
  return hello;
}
