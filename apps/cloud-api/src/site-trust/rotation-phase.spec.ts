import { describe, expect, it } from '@jest/globals';
import { phaseAfter, phaseWithoutMissing } from './rotation-phase.ts';

describe('the phase of a rotation', () => {
  const nobody = { devices: 5, trusting: 0, renewed: 0, settled: 0 };

  it.each([
    ['distributing', { ...nobody, trusting: 4, renewed: 5, settled: 5 }, 'distributing'],
    ['distributing', { ...nobody, trusting: 5 }, 'renewing'],
    ['renewing', { ...nobody, trusting: 5, renewed: 4 }, 'renewing'],
    ['renewing', { ...nobody, trusting: 5, renewed: 5 }, 'retiring'],
    ['retiring', { ...nobody, trusting: 5, renewed: 5, settled: 4 }, 'retiring'],
    ['retiring', { ...nobody, trusting: 5, renewed: 5, settled: 5 }, 'done'],
    ['done', nobody, 'done'],
    // A site without devices has nobody to wait for.
    ['distributing', { ...nobody, devices: 0 }, 'renewing'],
  ] as const)('after %s with %j is %s', (phase, counts, next) => {
    expect(phaseAfter(phase, counts)).toBe(next);
  });

  it('goes on one step at a time where a person does not wait', () => {
    expect(phaseWithoutMissing('distributing')).toBe('renewing');
    expect(phaseWithoutMissing('renewing')).toBe('retiring');
    expect(phaseWithoutMissing('retiring')).toBe('done');
  });
});
