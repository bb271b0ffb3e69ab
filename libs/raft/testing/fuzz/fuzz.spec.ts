import { describe, expect, it } from '@jest/globals';
import { fuzz, type Target } from './fuzzer.ts';
import { allTargets } from './targets.ts';

const INPUTS = 3000;

describe('what takes bytes from outside', () => {
  it('refuses what it cannot read, and neither throws nor hangs', async () => {
    for (const target of await allTargets()) {
      const { accepted } = await fuzz(target, { seed: 1, inputs: INPUTS });
      // Both must have happened, or the inputs were of one kind only.
      expect([target.name, accepted > 0 && accepted < INPUTS]).toEqual([target.name, true]);
    }
  });

  it('would be seen to fail', async () => {
    const weak: Target = {
      name: 'weak',
      corpus: [Uint8Array.from([1, 2, 3])],
      take: (bytes) => {
        if (bytes.length > 4) throw new RangeError('out of bounds');
        return 'accepted';
      },
    };
    await expect(fuzz(weak, { seed: 1, inputs: 100 })).rejects.toThrow('weak, input');
  });
});
