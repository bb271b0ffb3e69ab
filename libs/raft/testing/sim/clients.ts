import type { Prng } from '../../src/core/prng.ts';
import { type NodeId, NotLeader, ProposalDropped } from '../../src/index.ts';
import type { EventQueue } from './event-queue.ts';
import type { Host } from './host.ts';
import type { Operation } from './linearizability.ts';
import { encodeCommand, type RegisterCommand } from './register-machine.ts';

const CLIENTS = 4;
const KEYS = 2;
/** Each so long new registers come in use, so that no register's history grows long. */
const ERA_MS = 30_000;
const TIMEOUT_MS = 3000;
const PADDING_BYTES_MAX = 120;

interface Call {
  readonly command: RegisterCommand;
  readonly startMs: number;
  settle: (seen: number | null, kind: 'answered' | 'unknown' | 'never') => void;
}

/** People with one wish at a time, who write down what they asked, when, and what was answered. */
export class Clients {
  readonly #queue: EventQueue;
  readonly #rng: Prng;
  readonly #hosts: ReadonlyMap<NodeId, Host>;
  readonly #thinkMs: number;
  readonly #touch: () => void;
  #value = 0;
  #open = new Map<Host, Set<Call>>();
  isStopped = false;
  readonly history: Operation[] = [];
  answered = 0;
  unknown = 0;
  /** The highest index that somebody was told is committed. */
  acknowledgedIndex = 0;

  constructor(queue: EventQueue, rng: Prng, hosts: ReadonlyMap<NodeId, Host>, touch: () => void) {
    this.#queue = queue;
    this.#rng = rng;
    this.#hosts = hosts;
    this.#touch = touch;
    this.#thinkMs = [300, 1000, 3000][rng.below(3)]!;
    for (let client = 0; client < CLIENTS; client += 1) this.#think(() => this.#ask(null));
  }

  /** Of the process that ended here nobody will hear any more. */
  onEnded(host: Host): void {
    for (const call of this.#open.get(host) ?? []) call.settle(null, 'unknown');
    this.#open.delete(host);
  }

  #think(next: () => void): void {
    if (this.isStopped) return;
    this.#queue.after(1 + this.#rng.below(2 * this.#thinkMs), next);
  }

  #ask(hint: NodeId | null): void {
    if (this.isStopped) return;
    const up = [...this.#hosts.values()].filter(({ node }) => node !== null);
    const guess = up.length > 0 ? up[this.#rng.below(up.length)]! : null;
    const host = (hint === null ? null : up.find(({ id }) => id === hint)) ?? guess;
    if (!host?.process) {
      this.#think(() => this.#ask(null));
      return;
    }
    const call = this.#callAt(host);
    const { process } = host;
    process.run(() => {
      // The process may have been paused, and the call given up, in between.
      const { node } = host;
      if (!node || host.process !== process) return;
      this.#touch();
      node
        .propose(encodeCommand(call.command, this.#rng.below(PADDING_BYTES_MAX)), {
          timeoutMs: TIMEOUT_MS,
        })
        .then(
          ({ result, index }) => {
            this.acknowledgedIndex = Math.max(this.acknowledgedIndex, index);
            call.settle(result, 'answered');
          },
          (error: unknown) => {
            const isSure = error instanceof NotLeader || error instanceof ProposalDropped;
            if (error instanceof NotLeader) this.#hints.set(call, error.leaderId);
            call.settle(null, isSure ? 'never' : 'unknown');
          },
        );
    });
  }

  readonly #hints = new WeakMap<Call, NodeId | null>();

  #callAt(host: Host): Call {
    let isOpen = true;
    const calls = this.#open.get(host) ?? new Set();
    this.#open.set(host, calls);
    const call: Call = {
      command: this.#draw(),
      startMs: this.#queue.nowMs,
      settle: (seen, kind) => {
        if (!isOpen) return;
        isOpen = false;
        calls.delete(call);
        if (kind === 'answered') this.answered += 1;
        if (kind === 'unknown') this.unknown += 1;
        const endMs = kind === 'answered' ? this.#queue.nowMs : Infinity;
        if (kind !== 'never') {
          this.history.push({ ...call.command, startMs: call.startMs, endMs, seen });
        }
        const hint = this.#hints.get(call) ?? (kind === 'answered' ? host.id : null);
        this.#think(() => this.#ask(hint));
      },
    };
    calls.add(call);
    this.#queue.after(2 * TIMEOUT_MS, () => call.settle(null, 'unknown'));
    return call;
  }

  #draw(): RegisterCommand {
    const kind = (['read', 'read', 'write', 'write', 'cas'] as const)[this.#rng.below(5)]!;
    this.#value += 1;
    const era = Math.floor(this.#queue.nowMs / ERA_MS);
    const key = era * KEYS + this.#rng.below(KEYS);
    const recent = this.#value - 1 - this.#rng.below(4);
    const expected = this.#rng.below(3) === 0 ? 0 : Math.max(0, recent);
    return { kind, key, value: this.#value, expected };
  }
}
