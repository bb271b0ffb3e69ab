import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../testing/manual-clock.ts';
import { type Prng, prng } from '../core/prng.ts';
import type { SnapshotMeta } from '../core/types.ts';
import { NOTHING } from '../core/state.ts';
import type { Clock } from '../driver/clock.ts';
import { ProposalDropped, ProposalOutcomeUnknown } from '../driver/errors.ts';
import type { Command, StateMachine } from '../driver/state-machine.ts';
import { encodeSessionCommand, type SessionRequest } from './session-command.ts';
import { SessionExpired } from './session-errors.ts';
import { type SessionAnswer, type SessionedMachine, SessionMachine } from './session-machine.ts';
import { Session } from './session.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (each: Uint8Array): string => Buffer.from(each).toString();

/** Writes down what it is told; the answer says how many it has. */
class Notebook implements Required<StateMachine<Uint8Array>> {
  lines: string[] = [];

  apply(commands: readonly Command[]): Uint8Array[] {
    return commands.map(({ data }) => bytes(`${this.lines.push(text(data))}:${text(data)}`));
  }

  async *snapshot(): AsyncGenerator<Uint8Array> {
    for (const letter of JSON.stringify(this.lines)) yield bytes(letter);
  }

  async restore(pieces: AsyncIterable<Uint8Array>): Promise<void> {
    let all = '';
    for await (const piece of pieces) all += text(piece);
    this.lines = JSON.parse(all) as string[];
  }
}

const META: SnapshotMeta = { ...NOTHING, id: '1-1', index: 1 };

/** A member: its log, and a machine that can be lost and rebuilt from a snapshot and the log. */
class Member {
  readonly log: Command[] = [];
  notebook = new Notebook();
  machine: SessionMachine;
  #snapshot: { index: number; pieces: Uint8Array[] } | null = null;

  constructor(readonly clock: Clock) {
    this.machine = new SessionMachine(this.notebook, clock);
  }

  commit(...batch: Uint8Array[]): SessionAnswer[] {
    const commands = batch.map((data, at) => ({ index: this.log.length + at + 1, term: 1, data }));
    this.log.push(...commands);
    return [...this.machine.apply(commands)];
  }

  async takeSnapshot(): Promise<void> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.machine.snapshot()) pieces.push(piece);
    this.#snapshot = { index: this.log.length, pieces };
  }

  async restart(rng: Prng): Promise<void> {
    this.notebook = new Notebook();
    this.machine = new SessionMachine(this.notebook, this.clock);
    const snapshot = this.#snapshot;
    if (snapshot) {
      await this.machine.restore(
        (async function* () {
          yield* snapshot.pieces;
        })(),
        META,
      );
    }
    for (let at = snapshot?.index ?? 0; at < this.log.length;) {
      const count = 1 + rng.below(5);
      this.machine.apply(this.log.slice(at, at + count));
      at += count;
    }
  }
}

function call(sessionId: number, sequence: number, payload: string, timeMs = 0): Uint8Array {
  const request: SessionRequest = { kind: 'call', sessionId, sequence, payload: bytes(payload) };
  return encodeSessionCommand({ timeMs, request });
}

function open(timeMs = 0, ttlMs = 1000, sessionsMax = 10): Uint8Array {
  return encodeSessionCommand({ timeMs, request: { kind: 'open', ttlMs, sessionsMax } });
}

const refused = (reason: string) => ({ kind: 'refused', reason });

describe('a session in the log', () => {
  it('applies each call once, and answers a repeated one with the result of then', () => {
    const member = new Member(new ManualClock());
    expect(member.commit(open())).toEqual([{ kind: 'opened', sessionId: 1 }]);
    const [first, again] = member.commit(call(1, 1, 'a'), call(1, 1, 'a'));
    expect(first).toEqual({ kind: 'applied', result: bytes('1:a'), isDuplicate: false });
    expect(again).toEqual({ kind: 'applied', result: bytes('1:a'), isDuplicate: true });
    expect(member.commit(call(1, 3, 'c'))).toEqual([refused('gap')]);
    member.commit(call(1, 2, 'b'));
    expect(member.commit(call(1, 1, 'a'), call(1, 0, 'z'))).toEqual([
      refused('stale'),
      refused('stale'),
    ]);
    expect(member.commit(call(7, 1, 'x'))).toEqual([refused('unknown-session')]);
    expect(member.commit(bytes('garbage'))).toEqual([refused('malformed')]);
    expect(member.notebook.lines).toEqual(['a', 'b']);
  });

  it('expires by the time in the log alone, and not while it is used', async () => {
    const clock = new ManualClock();
    const member = new Member(clock);
    member.commit(open(0), open(0));
    await clock.advance(60_000);
    member.commit(call(1, 1, 'a', 900), call(2, 1, 'b', 999));
    expect(member.commit(call(1, 2, 'c', 1899))).toMatchObject([{ kind: 'applied' }]);
    expect(member.commit(call(2, 2, 'd', 1999))).toEqual([refused('unknown-session')]);
    // A proposer whose time lags does not turn it back.
    member.commit(call(1, 3, 'e', 5));
    expect(member.commit(call(1, 4, 'f', 2999))).toEqual([refused('unknown-session')]);
    expect(member.machine.sessions).toBe(0);
  });

  it('tells the machine inside the log time, which never goes back', () => {
    const seen: number[] = [];
    const inner: SessionedMachine = {
      apply: (commands) => commands.map(({ timeMs }) => (seen.push(timeMs), bytes(''))),
      snapshot: () => new Notebook().snapshot(),
      restore: () => Promise.resolve(),
    };
    const machine = new SessionMachine(inner, new ManualClock());
    const plain = (timeMs: number): Uint8Array =>
      encodeSessionCommand({ timeMs, request: { kind: 'plain', payload: bytes('x') } });
    const times = [5, 900, 7, 901];
    machine.apply(times.map((timeMs, at) => ({ index: at + 1, term: 1, data: plain(timeMs) })));
    expect(seen).toEqual([5, 900, 900, 901]);
    expect(machine.timeMs).toBe(901);
  });

  it('makes room for a new one by the one that would expire first', () => {
    const member = new Member(new ManualClock());
    member.commit(open(0, 1000, 2), open(0, 500, 2), call(1, 1, 'a', 100), open(100, 1000, 2));
    expect(member.commit(call(2, 1, 'b', 101))).toEqual([refused('unknown-session')]);
    expect(member.commit(call(1, 2, 'c', 101), call(4, 1, 'd', 101))).toMatchObject([
      { kind: 'applied' },
      { kind: 'applied' },
    ]);
  });

  it('takes for the time now what passed on its own clock since the latest it saw applied', async () => {
    const clock = new ManualClock();
    const member = new Member(clock);
    member.commit(open(1_000_000));
    await clock.advance(250);
    member.commit(member.machine.encode({ kind: 'open', ttlMs: 5, sessionsMax: 5 }));
    const [, proposed] = member.log;
    expect(Buffer.from(proposed!.data).readUInt32BE(6)).toBe(1_000_250);
  });
});

describe('against a model, by random duplicates, reorderings, restarts and snapshots', () => {
  it.each(Array.from({ length: 40 }, (_, at) => at + 1))('seed %i: once each', async (seed) => {
    const rng = prng(seed);
    const member = new Member(new ManualClock());
    const sessions = new Map<number, { last: number; result: string; expiresAtMs: number }>();
    const model: string[] = [];
    const sent: { id: number; sequence: number; payload: string }[] = [];
    let timeMs = 0;
    for (let round = 0; round < 150; round += 1) {
      timeMs += rng.below(100);
      for (const [id, { expiresAtMs }] of sessions) {
        if (expiresAtMs <= timeMs) sessions.delete(id);
      }
      if (rng.below(10) === 0) await member.takeSnapshot();
      if (rng.below(8) === 0) await member.restart(rng);
      if (rng.below(6) === 0 && sessions.size < 10) {
        const [answer] = member.commit(open(timeMs, 800));
        const id = member.log.length;
        expect(answer).toEqual({ kind: 'opened', sessionId: id });
        sessions.set(id, { last: 0, result: '', expiresAtMs: timeMs + 800 });
        continue;
      }
      const ids = [...sessions.keys(), 9999];
      const id = ids[rng.below(ids.length)]!;
      const fresh = {
        id,
        sequence: (sessions.get(id)?.last ?? 0) + rng.below(3),
        payload: `${seed}/${round}`,
      };
      // Anything that was ever sent may come again, at any time.
      const old = sent[rng.below(sent.length + 1)];
      const wanted = old && rng.below(2) === 0 ? old : fresh;
      const known = sent.find((each) => each.id === wanted.id && each.sequence === wanted.sequence);
      const command = known ?? wanted;
      if (!known) sent.push(command);
      const [answer] = member.commit(call(command.id, command.sequence, command.payload, timeMs));
      const session = sessions.get(command.id);
      if (!session) {
        expect(answer).toEqual(refused('unknown-session'));
      } else if (command.sequence === session.last + 1) {
        model.push(command.payload);
        session.result = `${model.length}:${command.payload}`;
        session.last += 1;
        session.expiresAtMs = timeMs + 800;
        expect(answer).toMatchObject({ isDuplicate: false, result: bytes(session.result) });
      } else if (command.sequence === session.last && session.last > 0) {
        session.expiresAtMs = timeMs + 800;
        expect(answer).toMatchObject({ isDuplicate: true, result: bytes(session.result) });
      } else {
        const reason = command.sequence > session.last ? 'gap' : 'stale';
        expect(answer).toEqual(refused(reason));
      }
      expect(member.notebook.lines).toEqual(model);
    }
    expect(model.length).toBeGreaterThan(5);
  });
});

/** Loses requests and answers; what it seemed to lose may be committed later, and more than once. */
function lossy(member: Member, rng: Prng) {
  const late: Uint8Array[] = [];
  return async (request: SessionRequest): Promise<SessionAnswer> => {
    await Promise.resolve();
    while (late.length > 0 && rng.below(2) === 0) {
      member.commit(late.splice(rng.below(late.length), 1)[0]!);
    }
    if (rng.below(12) === 0) await member.takeSnapshot();
    if (rng.below(12) === 0) await member.restart(rng);
    const command = member.machine.encode(request);
    switch (rng.below(5)) {
      case 0:
        throw new ProposalDropped('overloaded');
      case 1:
        late.push(command, command);
        throw new ProposalOutcomeUnknown('timeout');
      case 2:
        member.commit(command);
        late.push(command);
        throw new ProposalOutcomeUnknown('timeout');
      default:
        return member.commit(command)[0]!;
    }
  };
}

describe('the client of a session', () => {
  /** A clock on which every pause is over at once. */
  const hasty: Clock = {
    now: () => 0,
    setTimer: (_delayMs, callback) => {
      queueMicrotask(callback);
      return () => undefined;
    },
  };

  it('gets each call applied exactly once, in order, over a way that loses and repeats', async () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const rng = prng(seed);
      const member = new Member(hasty);
      const session = await Session.open({ send: lossy(member, rng), clock: hasty });
      const lines = Array.from({ length: 30 }, (_, at) => `line ${at}`);
      const results = await Promise.all(lines.map((line) => session.call(bytes(line))));
      expect(member.notebook.lines).toEqual(lines);
      expect(results.map(text)).toEqual(lines.map((line, at) => `${at + 1}:${line}`));
      await session.close();
      await expect(session.call(bytes('late'))).rejects.toBeInstanceOf(SessionExpired);
    }
  });

  it('settles a call that its caller gave up before it sends the next one', async () => {
    const member = new Member(hasty);
    const stop = new AbortController();
    let isCut = false;
    const session = await Session.open({
      clock: hasty,
      send: async (request) => {
        await Promise.resolve();
        const command = member.machine.encode(request);
        if (!isCut) return member.commit(command)[0]!;
        stop.abort();
        throw new ProposalOutcomeUnknown('aborted');
      },
    });
    isCut = true;
    await expect(session.call(bytes('given up'), stop.signal)).rejects.toMatchObject({
      kind: 'unknown',
    });
    const never = session.call(bytes('never'), stop.signal);
    await expect(never).rejects.toMatchObject({ kind: 'dropped', reason: 'aborted' });
    isCut = false;
    expect(text(await session.call(bytes('next')))).toBe('2:next');
    expect(member.notebook.lines).toEqual(['given up', 'next']);
  });

  it('says whether a call may have been applied when its session expired', async () => {
    const member = new Member(hasty);
    let fails = 0;
    const session = await Session.open({
      clock: hasty,
      ttlMs: 100,
      send: async (request) => {
        await Promise.resolve();
        if (fails > 0) {
          fails -= 1;
          throw new ProposalOutcomeUnknown('timeout');
        }
        return member.commit(member.machine.encode(request))[0]!;
      },
    });
    member.commit(open(500));
    fails = 1;
    await expect(session.call(bytes('a'))).rejects.toMatchObject({
      kind: 'unknown',
      code: 'raft.session_expired',
    });
    await expect(session.call(bytes('b'))).rejects.toBeInstanceOf(SessionExpired);
    await expect(session.call(bytes('b'))).rejects.toMatchObject({ kind: 'dropped' });
  });

  it('stops at once when the command can never be taken', async () => {
    const member = new Member(hasty);
    const session = await Session.open({
      clock: hasty,
      send: async (request) => {
        await Promise.resolve();
        if (request.kind === 'call' && request.payload.length > 3) {
          throw new ProposalDropped('too-large');
        }
        return member.commit(member.machine.encode(request))[0]!;
      },
    });
    await expect(session.call(bytes('long'))).rejects.toMatchObject({ reason: 'too-large' });
    expect(text(await session.call(bytes('ok')))).toBe('1:ok');
  });
});
