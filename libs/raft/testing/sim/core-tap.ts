import type { CoreStatus } from '../../src/core/core-status.ts';
import { RawNode } from '../../src/core/raw-node.ts';
import type { Persist, Ready } from '../../src/core/ready.ts';
import type { Message } from '../../src/core/types.ts';
import { type Recovered, Wal, type WalOptions } from '../../src/storage/wal.ts';

/** Sees all that every core and every log does, in production code that does not know of it. */
export interface Observer {
  /** A core has done something: its state before and after, and what it had got, if a message. */
  onCoreEvent(core: RawNode, now: CoreStatus, message: Message | null): void;
  onReady(core: RawNode, ready: Ready): void;
  onRecovered(options: WalOptions, recovered: Recovered): void;
  onAppending(wal: Wal, persists: readonly Persist[]): void;
  /** `isTouched`: the disk was. */
  onAppended(wal: Wal, persists: readonly Persist[], isTouched: boolean): void;
}

let observer: Observer | null = null;
let isTapped = false;

type Callable = (this: unknown, ...args: unknown[]) => unknown;

const NOT_EVENTS = new Set([
  'constructor',
  'status',
  'hasReady',
  'ready',
  'termAt',
  'findSuccessor',
]);

/** Makes `next` see everything from now on; one simulation at a time per thread. */
export function observe(next: Observer): void {
  observer = next;
  if (isTapped) return;
  isTapped = true;
  tapCore();
  tapWal();
}

function tapCore(): void {
  const prototype = RawNode.prototype as unknown as Record<string, Callable>;
  for (const name of Object.getOwnPropertyNames(RawNode.prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(RawNode.prototype, name);
    if (NOT_EVENTS.has(name) || typeof descriptor?.value !== 'function') continue;
    const original = prototype[name]!;
    prototype[name] = function (this: unknown, ...args) {
      const result = original.apply(this, args);
      const core = this as RawNode;
      observer?.onCoreEvent(core, core.status(), name === 'step' ? (args[0] as Message) : null);
      return result;
    };
  }
  const ready = prototype['ready']!;
  prototype['ready'] = function (this: unknown) {
    const result = ready.apply(this, []) as Ready;
    observer?.onReady(this as RawNode, result);
    return result;
  };
}

function tapWal(): void {
  const statics = Wal as unknown as Record<string, Callable>;
  const open = statics['open']!;
  statics['open'] = async function (this: unknown, ...args) {
    const recovered = (await open.apply(this, args)) as Recovered;
    observer?.onRecovered(args[0] as WalOptions, recovered);
    return recovered;
  };
  const prototype = Wal.prototype as unknown as Record<string, Callable>;
  const append = prototype['append']!;
  prototype['append'] = async function (this: unknown, ...args) {
    const wal = this as Wal;
    const persists = args[0] as readonly Persist[];
    observer?.onAppending(wal, persists);
    const result = await append.apply(this, args);
    observer?.onAppended(wal, persists, result === true);
    return result;
  };
}
