import { assert } from '../core/assert.ts';
import { UnreadableBytes } from '../bytes/byte-reader.ts';
import type { Clock } from '../driver/clock.ts';
import type { Command, StateMachine } from '../driver/state-machine.ts';
import type { SnapshotMeta } from '../core/types.ts';
import { LogTime } from './log-time.ts';
import {
  decodeSessionCommand,
  encodeSessionCommand,
  type SessionCommand,
  type SessionId,
  type SessionRequest,
} from './session-command.ts';
import { splitPrefix, withPrefix } from './snapshot-prefix.ts';
import { type ResultSlot, type SessionRefusal, SessionTable } from './session-table.ts';

/** What became of a request. A `duplicate` was applied before; the result is the one of then. */
export type SessionAnswer =
  | { readonly kind: 'applied'; readonly result: Uint8Array; readonly isDuplicate: boolean }
  | { readonly kind: 'opened'; readonly sessionId: SessionId }
  | { readonly kind: 'closed' }
  | { readonly kind: 'refused'; readonly reason: SessionRefusal | 'malformed' };

/** A command as the machine inside sees it: with the log time at which it is applied. */
export interface TimedCommand extends Command {
  /** Milliseconds of log time: see `LogTime`. Never less than that of the command before. */
  readonly timeMs: number;
}

/** What sessions are put around: a state machine that answers bytes and may count by log time. */
export interface SessionedMachine extends Required<Omit<StateMachine<Uint8Array>, 'apply'>> {
  apply(commands: readonly TimedCommand[]): readonly Uint8Array[];
}

/** A command for the machine inside, and where its result belongs. */
interface Fresh {
  readonly command: TimedCommand;
  readonly slot: ResultSlot;
}

/**
 * Puts sessions around a state machine, so that it sees each call of a session exactly once. Results
 * are bytes because the latest of each session is kept, and is part of the snapshot.
 */
export class SessionMachine implements Required<StateMachine<SessionAnswer>> {
  readonly #inner: SessionedMachine;
  readonly #time: LogTime;
  #table = new SessionTable();

  constructor(inner: SessionedMachine, clock: Clock) {
    this.#inner = inner;
    this.#time = new LogTime(clock);
  }

  /** Open sessions. */
  get sessions(): number {
    return this.#table.size;
  }

  /** Log time as this node believes in it. */
  get timeMs(): number {
    return this.#time.now();
  }

  /** The request as it is proposed at this node, with the time that this node believes in. */
  encode(request: SessionRequest): Uint8Array {
    return encodeSessionCommand({ timeMs: this.#time.now(), request });
  }

  apply(commands: readonly Command[]): readonly SessionAnswer[] {
    const fresh: Fresh[] = [];
    // First who is applied at all, then all of those at once, then the answers, as a duplicate may be
    // of the same batch.
    const answers = commands.map((command) => this.#judge(command, fresh));
    const results = fresh.length > 0 ? this.#inner.apply(fresh.map(({ command }) => command)) : [];
    assert(results.length === fresh.length, 'the state machine answers each command once');
    fresh.forEach(({ slot }, at) => {
      slot.result = results[at] as Uint8Array;
    });
    this.#time.observe(this.#table.timeMs);
    return answers.map((answer) => answer());
  }

  /** The sessions and the machine inside, both as they are at this moment. */
  snapshot(): AsyncIterable<Uint8Array> {
    return withPrefix(this.#table.encode(), this.#inner.snapshot());
  }

  /** Rejects with UnreadableBytes for what `snapshot` did not write. */
  async restore(bytes: AsyncIterable<Uint8Array>, meta: SnapshotMeta): Promise<void> {
    const { prefix, rest } = await splitPrefix(bytes);
    const table = SessionTable.decode(prefix);
    await this.#inner.restore(rest, meta);
    this.#table = table;
    this.#time.observe(table.timeMs);
  }

  #judge(command: Command, fresh: Fresh[]): () => SessionAnswer {
    const decoded = attempt(command.data);
    if (!decoded) return () => ({ kind: 'refused', reason: 'malformed' });
    const { timeMs, request } = decoded;
    this.#table.advance(timeMs);
    switch (request.kind) {
      case 'open':
        this.#table.open(command.index, request);
        return () => ({ kind: 'opened', sessionId: command.index });
      case 'close':
        this.#table.close(request.sessionId);
        return () => ({ kind: 'closed' });
      case 'plain': {
        const slot = { result: new Uint8Array() };
        fresh.push({ command: this.#timed(command, request.payload), slot });
        return () => ({ kind: 'applied', result: slot.result, isDuplicate: false });
      }
      case 'call': {
        const judged = this.#table.judge(request.sessionId, request.sequence);
        if (judged.kind === 'refused') return () => judged;
        const isDuplicate = judged.kind === 'duplicate';
        const { slot } = judged;
        if (!isDuplicate) fresh.push({ command: this.#timed(command, request.payload), slot });
        return () => ({ kind: 'applied', result: slot.result, isDuplicate });
      }
    }
  }

  #timed(command: Command, payload: Uint8Array): TimedCommand {
    return { ...command, data: payload, timeMs: this.#table.timeMs };
  }
}

/** Null for what no version could have proposed: refused alike at every member. */
function attempt(data: Uint8Array): SessionCommand | null {
  try {
    return decodeSessionCommand(data);
  } catch (error) {
    if (error instanceof UnreadableBytes) return null;
    throw error;
  }
}
