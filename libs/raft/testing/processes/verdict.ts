import { judge, type Operation } from '../sim/linearizability.ts';
import type { ClientOperation } from './history.ts';
import { PROBE } from './probe.ts';
import type { NodeState } from './protocol.ts';

export interface Verdict {
  readonly operations: number;
  readonly acknowledgedWrites: number;
  readonly unknownWrites: number;
  readonly registers: number;
  /** What was promised and does not hold; empty when all is well. */
  readonly violations: readonly string[];
}

const NOTHING = { count: 0, sum: 0 };

/** Judges all that clients saw, and what the nodes hold at the end. */
export function judgeAll(
  seen: { readonly history: readonly ClientOperation[]; readonly complaints: readonly string[] },
  states: readonly { readonly id: number; readonly state: NodeState }[],
  atMs: number,
): Verdict {
  const { history } = seen;
  const violations = [...seen.complaints];
  const digests = new Set(states.map(({ state }) => state.digest));
  if (digests.size > 1) violations.push('The nodes hold different states at the end.');
  for (const { id, state } of states) violations.push(...missing(history, id, state));
  const byKey = registersOf(history, states, atMs);
  for (const [key, operations] of byKey) {
    const judgement = judge(operations);
    if (judgement === 'linearizable') continue;
    violations.push(`Register ${key} is ${judgement} (${operations.length} operations).`);
  }
  const writes = history.filter(({ kind }) => kind === 'write');
  return {
    operations: history.length,
    acknowledgedWrites: writes.filter(({ endMs }) => endMs !== null).length,
    unknownWrites: writes.filter(({ endMs }) => endMs === null).length,
    registers: byKey.size,
    violations,
  };
}

/** Writes that a node lost or applied twice, told by how many there are of each client. */
function missing(history: readonly ClientOperation[], id: number, state: NodeState): string[] {
  const held = new Map(state.clients);
  const acknowledged = new Map<number, { count: number; sum: number }>();
  const unknown = new Map<number, number>();
  for (const { kind, client, value, endMs } of history) {
    if (kind !== 'write') continue;
    const { count, sum } = acknowledged.get(client) ?? NOTHING;
    if (endMs === null) unknown.set(client, value);
    else acknowledged.set(client, { count: count + 1, sum: sum + value });
  }
  const clients = new Set([...acknowledged.keys(), ...held.keys()]);
  clients.delete(PROBE.client);
  return [...clients].flatMap((client) => {
    const told = acknowledged.get(client) ?? NOTHING;
    const has = held.get(client) ?? NOTHING;
    // Its last one, after which a client of another number went on.
    const open = unknown.get(client);
    const isEqual = has.count === told.count && has.sum === told.sum;
    const isOneMore =
      open !== undefined && has.count === told.count + 1 && has.sum === told.sum + open;
    if (isEqual || isOneMore) return [];
    const counts = `${told.count} were acknowledged, ${has.count} were applied`;
    return [`Node ${id} does not hold the writes of client ${client}: ${counts}.`];
  });
}

/** By register, with a last look at each of every node. */
function registersOf(
  history: readonly ClientOperation[],
  states: readonly { readonly state: NodeState }[],
  atMs: number,
): Map<number, Operation[]> {
  const byKey = new Map<number, Operation[]>();
  for (const operation of history) {
    const operations = byKey.get(operation.key) ?? [];
    operations.push({ ...operation, endMs: operation.endMs ?? Infinity });
    byKey.set(operation.key, operations);
  }
  for (const { state } of states) {
    const values = new Map(state.values);
    for (const [key, operations] of byKey) {
      const seen = values.get(key) ?? 0;
      const look = { key, kind: 'read', value: 0, expected: 0, seen } as const;
      operations.push({ ...look, startMs: atMs, endMs: atMs });
    }
  }
  return byKey;
}
