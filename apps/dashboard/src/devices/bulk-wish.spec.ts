import type { BulkTrial } from '@eyrie/contracts';
import { describe, expect, it } from '@jest/globals';
import { bulkCommandTypes, isForGood, trialText, warningOf } from './bulk-wish.ts';

const trial = (succeeded: number, failed: number): BulkTrial => ({
  dry_run: true,
  items: [],
  succeeded,
  failed,
});

describe('a wish for many devices', () => {
  it('says after the dry run how many it would be done with, and how many not', () => {
    const reboot = { action: 'command', type: 'reboot' } as const;
    expect(trialText(reboot, trial(12, 0))).toBe('Reboot: all of the 12 devices.');
    expect(trialText(reboot, trial(11, 1))).toBe('Reboot: 11 devices. 1 device would be left out.');
    expect(trialText(reboot, trial(0, 3))).toBe('Reboot: none of the 3 devices can be asked that.');
  });

  it('warns of whatever interrupts or ends something', () => {
    expect(warningOf({ action: 'command', type: 'capture' })).toBeNull();
    expect(warningOf({ action: 'command', type: 'reboot' })).toMatch(/pictures/);
    expect(warningOf({ action: 'revoke', reason: '' })).toMatch(/for good/);
    expect(isForGood({ action: 'decommission', reason: '' })).toBe(true);
    expect(isForGood({ action: 'command', type: 'reboot' })).toBe(false);
  });

  it('has no video among it, which is of one camera', () => {
    expect(bulkCommandTypes).toContain('reboot');
    expect(bulkCommandTypes).not.toContain('render');
  });
});
