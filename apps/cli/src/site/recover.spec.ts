import { describe, expect, it } from '@jest/globals';
import type { RecoveryPlan } from '@eyrie/contracts';
import { explainRecovery } from './recover.ts';

describe('what a person is told before a recovery', () => {
  const plan: RecoveryPlan = {
    siteName: 'Summit',
    fromEpoch: 1,
    survivor: { nodeId: 3, name: 'coordinator-3' },
    lastIndex: 44,
    lastTerm: 7,
    commitIndex: 42,
    voters: 3,
    missing: [
      { nodeId: 1, deviceId: null, name: 'coordinator-1', lastHeardAt: '2026-11-21T08:00:00.000Z' },
      { nodeId: 2, deviceId: null, name: 'coordinator-2', lastHeardAt: null },
    ],
    refusal: null,
  };
  const now = Date.parse('2026-11-21T08:05:00.000Z');

  it('names who is missing since when, what is known here, and what is dropped', () => {
    const text = explainRecovery(plan, now);
    expect(text).toContain('coordinator-3 would go on alone in epoch 2');
    expect(text).toContain('coordinator-1 (node 1): silent for 5 min');
    expect(text).toContain('coordinator-2 (node 2): not heard since this coordinator started');
    expect(text).toContain(
      'up to entry 42. 2 later entries, not known to be agreed on, are dropped',
    );
  });

  it('says where the survivor knows nothing but what the cloud does', () => {
    expect(explainRecovery({ ...plan, voters: 0 }, now)).toContain(
      'it goes on with what the cloud knows',
    );
  });
});
