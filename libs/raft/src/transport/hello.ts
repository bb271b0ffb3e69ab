import { ByteReader, UnreadableBytes } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import type { NodeId } from '../core/types.ts';

/**
 * What a connection is for. A snapshot has one of its own, so that it never delays a heartbeat; a
 * question names its realm as the cluster (see questions.ts).
 */
export type Purpose = 'messages' | 'snapshot' | 'question';

/** The first thing a dialling node says: which cluster, who it is, whom it means to reach, and why. */
export interface Hello {
  readonly clusterId: string;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly purpose: Purpose;
}

const SNAPSHOT = 1;
const QUESTION = 2;

/** Without a purpose it is for messages. */
export function encodeHello(
  hello: Omit<Hello, 'purpose'> & { readonly purpose?: Purpose },
): Uint8Array {
  const writer = new ByteWriter().string(hello.clusterId).u32(hello.from).u32(hello.to);
  // Messages are not named: members from before there were snapshots say it the same way.
  if (hello.purpose === 'snapshot') writer.u8(SNAPSHOT);
  else if (hello.purpose === 'question') writer.u8(QUESTION);
  return writer.finish();
}

/** @throws UnreadableBytes */
export function decodeHello(bytes: Uint8Array): Hello {
  const reader = new ByteReader(bytes);
  const hello = { clusterId: reader.string(), from: reader.u32(), to: reader.u32() };
  if (reader.isAtEnd) return { ...hello, purpose: 'messages' };
  const purpose = reader.u8();
  if (purpose !== SNAPSHOT && purpose !== QUESTION) throw new UnreadableBytes('an unknown purpose');
  reader.end();
  return { ...hello, purpose: purpose === SNAPSHOT ? 'snapshot' : 'question' };
}
