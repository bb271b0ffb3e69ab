import type { Prng } from '../../src/core/prng.ts';
import type { NodeId } from '../../src/core/types.ts';
import type { EventQueue } from './event-queue.ts';
import type { Host } from './host.ts';
import type { Network } from './network.ts';
import type { Operator } from './operator.ts';
import type { Strike } from './fault-kinds.ts';

export interface Theatre {
  readonly queue: EventQueue;
  readonly network: Network;
  readonly hosts: ReadonlyMap<NodeId, Host>;
  readonly isStormy: () => boolean;
  readonly operator: Operator;
  readonly end: (host: Host, how: 'crash' | 'exit') => void;
}

/** Does one thing to the world, and tells at whom. Each kind draws from a stream of its own. */
export function strike(kind: Strike, theatre: Theatre, rng: Prng): NodeId {
  const hosts = [...theatre.hosts.values()];
  const host = hosts[rng.below(hosts.length)]!;
  strikeAt(kind, host, theatre, rng);
  return host.id;
}

function strikeAt(kind: Strike, host: Host, theatre: Theatre, rng: Prng): void {
  const { network, queue } = theatre;
  const later = (ms: number, then: () => void): void => {
    queue.after(ms, () => {
      if (theatre.isStormy()) then();
    });
  };
  switch (kind) {
    case 'clog':
      for (const to of theatre.hosts.keys()) {
        if (rng.below(2) === 0) network.clog(host.id, to, rng.below(5000));
      }
      return;
    case 'partition':
    case 'one-way':
      split(theatre, rng, kind === 'one-way');
      later(1000 + rng.below(15_000), () => network.heal());
      return;
    case 'bridge':
      bridge(theatre, host.id, rng);
      later(1000 + rng.below(15_000), () => network.heal());
      return;
    case 'isolate':
      for (const id of theatre.hosts.keys()) {
        network.cut(host.id, id);
        network.cut(id, host.id);
      }
      later(1000 + rng.below(15_000), () => network.heal());
      return;
    case 'flap':
      network.flapDropPermille = 300 + rng.below(600);
      later(10_000 + rng.below(50_000), () => {
        network.flapDropPermille = 0;
      });
      return;
    case 'big-loss':
      network.isLosingBig = true;
      later(2000 + rng.below(10_000), () => {
        network.isLosingBig = false;
      });
      return;
    case 'pause':
      host.process?.pause(500 + rng.below(20_000));
      return;
    case 'stall':
      host.process?.pause(rng.below(1500));
      return;
    case 'clock-jump':
      host.process?.jump(rng.below(60_000));
      return;
    case 'crash':
    case 'exit':
      theatre.end(host, kind);
      return;
    case 'crash-at-call':
      host.crashAtCall();
      return;
    case 'disk-hang':
      host.hang(100 + rng.below(rng.below(4) === 0 ? 60_000 : 4000));
      return;
    case 'disk-full':
      host.fill(rng.below(2000));
      later(1000 + rng.below(20_000), () => host.free());
      return;
    case 'transfer':
      theatre.operator.transfer(host.id);
      return;
    case 'membership':
      theatre.operator.change(rng);
      return;
    case 'wipe':
    case 'rot':
      theatre.operator.lose(host, kind);
      return;
    case 'snapshot':
      theatre.operator.snapshot(host);
      return;
    case 'eio-read':
      host.failNext('pread');
      return;
    case 'eio-write':
      host.failNext('pwrite');
      return;
    case 'eio-sync':
      host.failNext(rng.below(4) === 0 ? 'fsyncDirectory' : 'fdatasync');
      return;
  }
}

/** Clean halves, with a leak now and then. */
function split({ network, hosts }: Theatre, rng: Prng, isOneWay: boolean): void {
  const side = new Set([...hosts.keys()].filter(() => rng.below(2) === 0));
  const leaks = rng.below(3) === 0 ? 15 : 0;
  for (const from of hosts.keys()) {
    for (const to of hosts.keys()) {
      const isAcross = side.has(from) !== side.has(to);
      if (isAcross && (!isOneWay || side.has(from)) && rng.below(100) >= leaks) {
        network.cut(from, to);
      }
    }
  }
}

/** Two halves that only one node reaches both of. */
function bridge({ network, hosts }: Theatre, middle: NodeId, rng: Prng): void {
  const left = new Set([...hosts.keys()].filter(() => rng.below(2) === 0));
  for (const from of hosts.keys()) {
    for (const to of hosts.keys()) {
      if (from === middle || to === middle) continue;
      if (left.has(from) !== left.has(to)) network.cut(from, to);
    }
  }
}
