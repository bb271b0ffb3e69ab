import { describe, expect, it } from '@jest/globals';
import { SlotAccount } from './slot-account.ts';

describe('the account of the slots of a run', () => {
  const account = (): SlotAccount => new SlotAccount(10_000, 20_000, 2_000);

  it('has a frame or a reason for each, and says where it has neither or two', () => {
    const slots = account();
    slots.tell(8_000, null);
    slots.tell(10_000, null);
    slots.tell(12_000, 'hang');
    slots.tell(16_000, 'busy');
    slots.tell(16_000, null);
    slots.tell(18_000, 'hang');
    slots.tell(20_000, 'hang');
    expect(slots.slots).toBe(5);
    expect(slots.captured).toBe(1);
    expect(Object.fromEntries(slots.missed())).toEqual({ hang: 2, busy: 1 });
    expect(slots.unexplained()).toEqual([14_000]);
    expect(slots.doubled()).toEqual([16_000]);
  });

  it('knows its longest gap, where it began and why', () => {
    const slots = account();
    slots.tell(10_000, 'hang');
    slots.tell(12_000, null);
    slots.tell(14_000, 'busy');
    slots.tell(18_000, 'hang');
    expect(slots.longestGap()).toEqual({
      slots: 3,
      at: 14_000,
      reasons: ['busy', 'nothing', 'hang'],
    });
  });
});
