import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { rangesOf } from '../testing/model-cloud.ts';
import { covers } from './receipts.ts';

describe('receipts', () => {
  it('cover exactly the sequences in their ranges', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 200 })),
        fc.integer({ min: 1, max: 201 }),
        (sequences, asked) => covers(rangesOf(sequences), asked) === sequences.includes(asked),
      ),
    );
  });
});
