import { describe, expect, it } from '@jest/globals';
import { logOf, TestNode } from '../../testing/test-node.ts';
import { foundingConfState } from './membership.ts';
import { prng } from './prng.ts';
import type { Entry, Message } from './types.ts';

const entry = (index: number, term: number): Entry => ({
  index,
  term,
  type: 'normal',
  data: new Uint8Array(8),
});

describe('whatever a peer sends', () => {
  it('nothing is thrown, and what no member can have sent changes no term', () => {
    const rng = prng(1);
    const odd = [-1, 0.5, NaN, Infinity, 2 ** 60];
    const number = (): number => (rng.below(12) === 0 ? odd[rng.below(odd.length)]! : rng.below(6));
    const types: Message['type'][] = [
      'pre-vote',
      'vote',
      'pre-vote-reply',
      'vote-reply',
      'append',
      'append-accepted',
      'append-rejected',
      'heartbeat',
      'heartbeat-reply',
      'snapshot',
      'timeout-now',
      'read-request',
      'read-reply',
    ];
    const results = new Map<string, number>();
    for (let round = 0; round < 3000; round += 1) {
      const node = new TestNode({ entries: logOf(1, 1, 2), hardState: { commit: 2 } });
      if (rng.below(2) === 0) node.timeOut();
      for (let at = 0; at < 5; at += 1) {
        const message = {
          type: types[rng.below(types.length)]!,
          from: rng.below(5),
          to: rng.below(20) === 0 ? 2 : 1,
          term: number(),
          lastIndex: number(),
          lastTerm: number(),
          granted: rng.below(2) === 0,
          prevIndex: number(),
          prevTerm: number(),
          entries: Array.from({ length: rng.below(3) }, () => entry(number(), number())),
          commit: number(),
          epoch: number(),
          match: number(),
          rejectedIndex: number(),
          hintIndex: number(),
          hintTerm: number(),
          readPosition: number(),
          token: number(),
          life: number(),
          index: number(),
          snapshot: {
            id: 'x',
            index: number(),
            term: number(),
            confState: { ...foundingConfState([1, 2, 3]), index: number() },
          },
        } as Message;
        const { term, vote } = node.status;
        const result = node.step(message);
        results.set(result, (results.get(result) ?? 0) + 1);
        if (result !== 'ok' && result !== 'log-regressed') {
          expect(node.status).toMatchObject({ term, vote });
        }
      }
    }
    expect([...results.keys()].sort()).toEqual(
      ['inconsistent', 'log-regressed', 'malformed', 'ok', 'unknown-peer'].sort(),
    );
  });
});
