import { describe, expect, it } from '@jest/globals';
import { CommandCopies } from './command-copies.ts';

describe('copies of commands', () => {
  it.each([1, 200, 5_000, 100_000])(
    'keep %i bytes that their owner goes on to change',
    (length) => {
      const copies = new CommandCopies();
      // A Buffer: its own `slice` would be no copy.
      const given = Buffer.alloc(length, 1);
      const made = Array.from({ length: 100 }, () => copies.copy(given));
      given.fill(2);
      for (const copy of made) {
        expect(copy).toHaveLength(length);
        expect(copy.every((byte) => byte === 1)).toBe(true);
      }
      made[0]?.fill(3);
      expect(made[1]?.every((byte) => byte === 1)).toBe(true);
    },
  );
});
