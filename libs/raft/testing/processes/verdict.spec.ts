import { describe, expect, it } from '@jest/globals';
import type { ClientOperation } from './history.ts';
import { RegisterMachine } from './register-machine.ts';
import { judgeAll } from './verdict.ts';

const BASE = { key: 3, expected: 0, seen: null } as const;

function write(client: number, value: number, startMs: number, endMs: number | null) {
  return { ...BASE, kind: 'write', client, value, startMs, endMs } satisfies ClientOperation;
}

/** A node that applied these writes, in order. */
function holding(id: number, ...writes: readonly { client: number; value: number }[]) {
  const machine = new RegisterMachine();
  for (const [at, { client, value }] of writes.entries()) {
    const data = Buffer.from(JSON.stringify({ client, key: 3, value }));
    machine.apply([{ index: at + 1, term: 1, data }]);
  }
  return { id, state: { appliedIndex: writes.length, digest: machine.digest, ...machine.state() } };
}

function violations(history: ClientOperation[], ...states: ReturnType<typeof holding>[]): string {
  return judgeAll({ history, complaints: [] }, states, 1000).violations.join('\n');
}

describe('the verdict of a run', () => {
  const first = write(1, 11, 0, 10);
  const second = write(1, 12, 20, 30);

  it('is good when every acknowledged write is at every node, once', () => {
    const held = [first, second];
    expect(violations([first, second], holding(1, ...held), holding(2, ...held))).toBe('');
  });

  it('leaves open whether a write without an answer took place', () => {
    const open = write(1, 12, 20, null);
    expect(violations([first, open], holding(1, first, open))).toBe('');
    expect(violations([first, open], holding(1, first))).toBe('');
  });

  it('names writes that were lost, or applied twice', () => {
    expect(violations([first, second], holding(1, first))).toContain('2 were acknowledged, 1 were');
    expect(violations([first], holding(1, first, first))).toContain('1 were acknowledged, 2 were');
  });

  it('names writes that nobody made', () => {
    expect(violations([first], holding(1, first, write(9, 99, 0, 0)))).toContain('client 9');
  });

  it('tells nodes apart that differ in the end', () => {
    const other = write(2, 21, 0, 10);
    const states = [holding(1, first, other), holding(2, other, first)] as const;
    expect(violations([first, other], ...states)).toContain('different states');
  });

  it('sees a read of what was overwritten', () => {
    const stale: ClientOperation = { ...first, kind: 'read', seen: 11, startMs: 40, endMs: 50 };
    expect(violations([first, second, stale], holding(1, first, second))).toContain(
      'Register 3 is not linearizable',
    );
  });
});
