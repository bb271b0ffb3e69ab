import type { Prng } from '../../src/core/prng.ts';
import {
  type Clock,
  NodeFailed,
  type NodeId,
  NotLeader,
  ProposalOutcomeUnknown,
  RaftError,
  Session,
  type SessionAnswer,
  SessionExpired,
  type SessionRequest,
} from '../../src/index.ts';
import type { EventQueue } from './event-queue.ts';
import type { Host } from './host.ts';
import type { Operation } from './linearizability.ts';
import { decodeResult, encodeCommand, type RegisterCommand } from './register-machine.ts';

/** Those of them that keep a session send again until there is an answer; the others give up. */
const CLIENTS = 2;
const SESSION_CLIENTS = 2;
const READERS = 2;
const KEYS = 2;
/** Each so long new registers come in use, so that no register's history grows long. */
const ERA_MS = 30_000;
const TIMEOUT_MS = 3000;
const SESSION_TTL_MS = 30_000;
const PADDING_BYTES_MAX = 120;

export interface ClientsOptions {
  readonly queue: EventQueue;
  readonly rng: Prng;
  readonly hosts: ReadonlyMap<NodeId, Host>;
  readonly touch: () => void;
  /** A read was served by a node that does not hold what had been acknowledged. */
  readonly onStale: (detail: string) => void;
}

/** How an operation ended: with an answer, perhaps (nobody knows), or surely not at all. */
type End = { readonly seen: number } | 'unknown' | 'never';

/** People with one wish at a time, who write down what they asked, when, and what was answered. */
export class Clients {
  readonly #options: ClientsOptions;
  readonly #thinkMs: number;
  readonly #clock: Clock;
  readonly #history: Operation[] = [];
  readonly #open = new Set<Operation>();
  /** What waits for a process that may end meanwhile. */
  readonly #waiting = new Map<Host, Set<() => void>>();
  #value = 0;
  #hint: NodeId | null = null;
  isStopped = false;
  answered = 0;
  unknown = 0;
  reads = 0;
  sessions = 0;
  /** The highest index that somebody was told is committed. */
  acknowledgedIndex = 0;

  constructor(options: ClientsOptions) {
    const { queue, rng, touch } = options;
    this.#options = options;
    this.#thinkMs = [300, 1000, 3000][rng.below(3)]!;
    this.#clock = {
      now: () => queue.nowMs,
      setTimer: (delayMs, callback) => {
        let isCancelled = false;
        queue.after(delayMs, () => {
          if (isCancelled) return;
          touch();
          callback();
        });
        return () => {
          isCancelled = true;
        };
      },
    };
    for (let at = 0; at < CLIENTS; at += 1) void this.#live(() => this.#command());
    for (let at = 0; at < SESSION_CLIENTS; at += 1) void this.#liveInSessions();
    for (let at = 0; at < READERS; at += 1) void this.#live(() => this.#read());
  }

  /** What is not answered yet may have taken place. */
  get history(): readonly Operation[] {
    return [...this.#history, ...this.#open];
  }

  /** Of the process that ended here nobody will hear any more. */
  onEnded(host: Host): void {
    for (const giveUp of this.#waiting.get(host) ?? []) giveUp();
    this.#waiting.delete(host);
  }

  #goesOn(): boolean {
    return !this.isStopped;
  }

  async #live(wish: () => Promise<void>): Promise<void> {
    while (!this.isStopped) {
      await this.#think();
      if (this.#goesOn()) await wish();
    }
  }

  #think(): Promise<void> {
    const { queue, rng, touch } = this.#options;
    return new Promise((resolve) => {
      queue.after(1 + rng.below(2 * this.#thinkMs), () => {
        touch();
        resolve();
      });
    });
  }

  /** A command that is sent once. */
  async #command(): Promise<void> {
    const command = this.#draw();
    const end = this.#begin(command);
    const payload = encodeCommand(command, this.#options.rng.below(PADDING_BYTES_MAX));
    try {
      const answer = await this.#send({ kind: 'plain', payload });
      end(answer.kind === 'applied' ? { seen: decodeResult(answer.result) } : 'never');
    } catch (error) {
      if (!(error instanceof RaftError)) throw error;
      end(error.kind === 'unknown' ? 'unknown' : 'never');
    }
  }

  /** Commands that are sent until they are answered, and applied once all the same. */
  async #liveInSessions(): Promise<void> {
    const { rng } = this.#options;
    const send = (request: SessionRequest): Promise<SessionAnswer> => this.#send(request);
    while (!this.isStopped) {
      const session = await Session.open({
        send,
        clock: this.#clock,
        ttlMs: SESSION_TTL_MS,
        sessionsMax: 16,
      });
      this.sessions += 1;
      for (let calls = 1 + rng.below(40); calls > 0 && this.#goesOn(); calls -= 1) {
        await this.#think();
        const command = this.#draw();
        const end = this.#begin(command);
        try {
          const payload = encodeCommand(command, rng.below(PADDING_BYTES_MAX));
          end({ seen: decodeResult(await session.call(payload)) });
        } catch (error) {
          if (!(error instanceof RaftError)) throw error;
          end(error.kind === 'dropped' ? 'never' : 'unknown');
          if (error instanceof SessionExpired) break;
        }
      }
    }
  }

  /** By ReadIndex, at whatever node. */
  async #read(): Promise<void> {
    const { rng } = this.#options;
    const host = this.#pick(null);
    const floor = this.acknowledgedIndex;
    const key = this.#drawKey();
    if (!host) return;
    const end = this.#begin({ kind: 'read', key, value: 0, expected: 0 });
    const timeoutMs = TIMEOUT_MS + rng.below(TIMEOUT_MS);
    const { machine, process } = host;
    const read = (node: NonNullable<Host['node']>): number => {
      const applied = node.status().appliedIndex;
      const isHeard = process?.isDead === false;
      if (isHeard && applied < floor) {
        this.#options.onStale(`${host.id}: ${applied} instead of ${floor}`);
      }
      this.reads += 1;
      return machine?.get(key) ?? 0;
    };
    try {
      const seen = await this.#at(host, (node) => node.read(() => read(node), { timeoutMs }));
      end({ seen });
    } catch (error) {
      if (!(error instanceof RaftError)) throw error;
      // A read changes nothing, so that one without an answer says nothing.
      end('never');
    }
  }

  async #send(request: SessionRequest): Promise<SessionAnswer> {
    const host = this.#pick(this.#hint);
    this.#hint = null;
    if (!host) throw new NotLeader(null);
    try {
      const { index, result } = await this.#at(host, (node) =>
        node.propose(host.sessions!.encode(request), { timeoutMs: TIMEOUT_MS }),
      );
      this.acknowledgedIndex = Math.max(this.acknowledgedIndex, index);
      this.#hint = host.id;
      return result;
    } catch (error) {
      if (error instanceof NotLeader) this.#hint = error.leaderId;
      // It had failed before: another node may well do it.
      if (error instanceof NodeFailed) throw new NotLeader(null);
      throw error;
    }
  }

  #pick(hint: NodeId | null): Host | null {
    const { hosts, rng } = this.#options;
    const up = [...hosts.values()].filter(({ node }) => node !== null);
    const guess = up.length > 0 ? up[rng.below(up.length)]! : null;
    return (hint === null ? null : up.find(({ id }) => id === hint)) ?? guess;
  }

  /** Asks a process, which may stand still, or end without an answer. */
  #at<T>(host: Host, ask: (node: NonNullable<Host['node']>) => Promise<T>): Promise<T> {
    const { queue, touch } = this.#options;
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(host) ?? new Set();
      this.#waiting.set(host, waiting);
      const giveUp = (): void => {
        waiting.delete(giveUp);
        touch();
        reject(new ProposalOutcomeUnknown('timeout'));
      };
      waiting.add(giveUp);
      queue.after(3 * TIMEOUT_MS, giveUp);
      const { process } = host;
      process?.run(() => {
        // It may have been given up meanwhile; that nobody waits does not keep it from being done.
        touch();
        if (host.process !== process || !host.node) return;
        ask(host.node)
          .then(resolve, reject)
          .finally(() => waiting.delete(giveUp));
      });
    });
  }

  #begin(command: RegisterCommand): (end: End) => void {
    const { queue } = this.#options;
    const operation: Operation = {
      ...command,
      startMs: queue.nowMs,
      endMs: Infinity,
      seen: null,
    };
    this.#open.add(operation);
    return (end) => {
      this.#open.delete(operation);
      if (end === 'unknown') this.unknown += 1;
      if (end === 'unknown') this.#history.push(operation);
      if (typeof end === 'string') return;
      this.answered += 1;
      this.#history.push({ ...operation, endMs: queue.nowMs, seen: end.seen });
    };
  }

  #drawKey(): number {
    const { queue, rng } = this.#options;
    return Math.floor(queue.nowMs / ERA_MS) * KEYS + rng.below(KEYS);
  }

  #draw(): RegisterCommand {
    const { rng } = this.#options;
    const kind = (['read', 'write', 'write', 'cas'] as const)[rng.below(4)]!;
    this.#value += 1;
    const recent = this.#value - 1 - rng.below(4);
    const expected = rng.below(3) === 0 ? 0 : Math.max(0, recent);
    return { kind, key: this.#drawKey(), value: this.#value, expected };
  }
}
