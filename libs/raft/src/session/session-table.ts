import { ByteReader, UnreadableBytes } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import type { SessionId } from './session-command.ts';

/** A result that may still be missing, while its command is of the batch being applied. */
export interface ResultSlot {
  result: Uint8Array;
}

interface OpenSession {
  readonly ttlMs: number;
  expiresAtMs: number;
  lastSequence: number;
  lastResult: ResultSlot;
}

/**
 * `unknown-session`: never opened, closed or expired. `stale`: answered before the latest one, whose
 * answer alone is kept. `gap`: the one before it was not applied.
 */
export type SessionRefusal = 'unknown-session' | 'stale' | 'gap';

/** `fresh`: to be applied, and its result put into the slot. */
export type Judgement =
  | { readonly kind: 'fresh' | 'duplicate'; readonly slot: ResultSlot }
  | { readonly kind: 'refused'; readonly reason: SessionRefusal };

const FORMAT = 1;

/**
 * Which commands of which sessions were applied: replicated state, so it depends on nothing but the
 * commands before, in order. Its memory is bounded by the number of sessions, with one result each.
 */
export class SessionTable {
  readonly #sessions = new Map<SessionId, OpenSession>();
  #timeMs = 0;
  /** No session expires before this. */
  #soonestMs = Infinity;

  get size(): number {
    return this.#sessions.size;
  }

  /** Log time: the highest that any command carried. */
  get timeMs(): number {
    return this.#timeMs;
  }

  /** Each command's time, before the command. It never goes back, whatever a proposer says. */
  advance(timeMs: number): void {
    this.#timeMs = Math.max(this.#timeMs, timeMs);
    if (this.#timeMs < this.#soonestMs) return;
    this.#soonestMs = Infinity;
    for (const [id, session] of this.#sessions) {
      if (session.expiresAtMs <= this.#timeMs) this.#sessions.delete(id);
      else this.#soonestMs = Math.min(this.#soonestMs, session.expiresAtMs);
    }
  }

  open(id: SessionId, options: { readonly ttlMs: number; readonly sessionsMax: number }): void {
    while (this.#sessions.size >= Math.max(1, options.sessionsMax)) this.#evict();
    const session: OpenSession = {
      ttlMs: options.ttlMs,
      expiresAtMs: 0,
      lastSequence: 0,
      lastResult: { result: new Uint8Array() },
    };
    this.#sessions.set(id, session);
    this.#touch(session);
  }

  /** A command that is fresh counts as applied from here on. */
  judge(id: SessionId, sequence: number): Judgement {
    const session = this.#sessions.get(id);
    if (!session) return { kind: 'refused', reason: 'unknown-session' };
    if (sequence < session.lastSequence || sequence === 0) {
      return { kind: 'refused', reason: 'stale' };
    }
    if (sequence > session.lastSequence + 1) return { kind: 'refused', reason: 'gap' };
    this.#touch(session);
    if (sequence === session.lastSequence) return { kind: 'duplicate', slot: session.lastResult };
    session.lastSequence = sequence;
    session.lastResult = { result: new Uint8Array() };
    return { kind: 'fresh', slot: session.lastResult };
  }

  close(id: SessionId): void {
    this.#sessions.delete(id);
  }

  /** For the snapshot; equal tables give equal bytes. */
  encode(): Uint8Array {
    const writer = new ByteWriter().u8(FORMAT).u64(this.#timeMs).u32(this.#sessions.size);
    for (const [id, session] of this.#sessions) {
      writer.u64(id).u64(session.ttlMs).u64(session.expiresAtMs).u64(session.lastSequence);
      writer.block(session.lastResult.result);
    }
    return writer.finish();
  }

  /** @throws UnreadableBytes */
  static decode(bytes: Uint8Array): SessionTable {
    const reader = new ByteReader(bytes);
    if (reader.u8() !== FORMAT) throw new UnreadableBytes('an unknown format');
    const table = new SessionTable();
    table.#timeMs = reader.u64();
    for (let left = reader.u32(); left > 0; left -= 1) {
      const id = reader.u64();
      const session = {
        ttlMs: reader.u64(),
        expiresAtMs: reader.u64(),
        lastSequence: reader.u64(),
        lastResult: { result: reader.block() },
      };
      table.#sessions.set(id, session);
      table.#soonestMs = Math.min(table.#soonestMs, session.expiresAtMs);
    }
    reader.end();
    return table;
  }

  #touch(session: OpenSession): void {
    session.expiresAtMs = Math.min(this.#timeMs + session.ttlMs, Number.MAX_SAFE_INTEGER);
    this.#soonestMs = Math.min(this.#soonestMs, session.expiresAtMs);
  }

  /** What has expired is gone already; of the others the one that would be next. */
  #evict(): void {
    let first: SessionId | null = null;
    let firstMs = Infinity;
    for (const [id, session] of this.#sessions) {
      if (session.expiresAtMs >= firstMs) continue;
      first = id;
      firstMs = session.expiresAtMs;
    }
    if (first !== null) this.#sessions.delete(first);
  }
}
