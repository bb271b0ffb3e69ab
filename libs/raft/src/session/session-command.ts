import { ByteReader, UnreadableBytes } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';

/** Names a session for ever: the index of the entry that opened it. */
export type SessionId = number;

/** What a client asks for; whoever proposes it adds the time. */
export type SessionRequest =
  /** Applied as often as it is proposed: for what is idempotent by itself. */
  | { readonly kind: 'plain'; readonly payload: Uint8Array }
  /**
   * A session that expires when it was not used for `ttlMs` of log time. Where `sessionsMax` are open
   * already, the one that would expire first makes room. Both travel in the log, so that members of
   * different configurations come to the same end.
   */
  | { readonly kind: 'open'; readonly ttlMs: number; readonly sessionsMax: number }
  | {
      readonly kind: 'call';
      readonly sessionId: SessionId;
      /** Counts up from 1 without a gap. */
      readonly sequence: number;
      readonly payload: Uint8Array;
    }
  | { readonly kind: 'close'; readonly sessionId: SessionId };

/** A request as it stands in the log. `timeMs` is log time: see `LogTime`. */
export interface SessionCommand {
  readonly timeMs: number;
  readonly request: SessionRequest;
}

// In the log for ever: a number once given keeps its meaning.
const FORMAT = 1;
const KIND = { plain: 0, open: 1, call: 2, close: 3 } as const satisfies Record<
  SessionRequest['kind'],
  number
>;

export function encodeSessionCommand({ timeMs, request }: SessionCommand): Uint8Array {
  const writer = new ByteWriter().u8(FORMAT).u8(KIND[request.kind]).u64(timeMs);
  switch (request.kind) {
    case 'plain':
      return writer.block(request.payload).finish();
    case 'open':
      return writer.u64(request.ttlMs).u32(request.sessionsMax).finish();
    case 'call':
      return writer.u64(request.sessionId).u64(request.sequence).block(request.payload).finish();
    case 'close':
      return writer.u64(request.sessionId).finish();
  }
}

/** @throws UnreadableBytes */
export function decodeSessionCommand(bytes: Uint8Array): SessionCommand {
  const reader = new ByteReader(bytes);
  if (reader.u8() !== FORMAT) throw new UnreadableBytes('an unknown format');
  const kind = reader.u8();
  const timeMs = reader.u64();
  const request = readRequest(reader, kind);
  reader.end();
  return { timeMs, request };
}

function readRequest(reader: ByteReader, kind: number): SessionRequest {
  switch (kind) {
    case KIND.plain:
      return { kind: 'plain', payload: reader.block() };
    case KIND.open:
      return { kind: 'open', ttlMs: reader.u64(), sessionsMax: reader.u32() };
    case KIND.call:
      return {
        kind: 'call',
        sessionId: reader.u64(),
        sequence: reader.u64(),
        payload: reader.block(),
      };
    case KIND.close:
      return { kind: 'close', sessionId: reader.u64() };
    default:
      throw new UnreadableBytes('an unknown command');
  }
}
