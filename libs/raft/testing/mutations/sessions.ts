import type { Mutation } from './mutation.ts';

export const SESSIONS: readonly Mutation[] = [
  {
    id: 'X1',
    what: 'a call that is sent again is applied again',
    seenIn: 'what sessions are for (dissertation §6.3)',
    file: 'libs/raft/src/session/session-table.ts',
    search:
      "if (sequence === session.lastSequence) return { kind: 'duplicate', slot: session.lastResult };",
    replace: '',
  },
  {
    id: 'X2',
    what: 'sessions are not part of the snapshot',
    seenIn: 'a variant of X1',
    file: 'libs/raft/src/session/session-machine.ts',
    search: 'return withPrefix(this.#table.encode(), this.#inner.snapshot());',
    replace: 'return withPrefix(new SessionTable().encode(), this.#inner.snapshot());',
  },
];
