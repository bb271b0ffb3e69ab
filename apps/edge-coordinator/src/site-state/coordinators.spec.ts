import { describe, expect, it } from '@jest/globals';
import { admit, dismiss, foundersAsCoordinators } from './coordinators.ts';

const founders = foundersAsCoordinators(
  [
    { nodeId: 2, deviceId: 'dev_b' },
    { nodeId: 1, deviceId: 'dev_a' },
  ],
  3,
);
const newcomer = { nodeId: 3, deviceId: 'dev_c', incarnation: '0a' };
const refused = (reason: string) => ({ type: 'refused', reason });

describe('the coordinators of a site', () => {
  it('are its founders, by node id, and who was admitted', () => {
    expect([...founders.keys()]).toEqual([1, 2]);
    const [three, result] = admit(founders, newcomer, 9);
    expect(result).toEqual({ type: 'admitted', coordinator: { ...newcomer, addedAtIndex: 9 } });
    expect([...three.keys()]).toEqual([1, 2, 3]);
    expect(admit(three, newcomer, 10)).toEqual([three, result]);
  });

  it('keep their place with another card', () => {
    const [three] = admit(founders, newcomer, 9);
    const [after, result] = admit(three, { ...newcomer, incarnation: '0b' }, 12);
    const coordinator = { ...newcomer, incarnation: '0b', addedAtIndex: 9 };
    expect(result).toEqual({ type: 'admitted', coordinator });
    expect(after.size).toBe(3);
    // Who does not know the card does not make it forgotten.
    expect(admit(after, { ...newcomer, incarnation: null }, 13)[0]).toBe(after);
  });

  it.each([
    ['node of another device', { ...newcomer, nodeId: 1 }, 'node-taken'],
    ['second node for a device', { ...newcomer, deviceId: 'dev_a' }, 'device-taken'],
  ])('are not joined by the %s', (_, other, reason) => {
    expect(admit(founders, other, 9)).toEqual([founders, refused(reason)]);
  });

  it('are admitted only once there are founders, and up to a bound', () => {
    expect(admit(new Map(), newcomer, 1)[1]).toEqual(refused('not-founded'));
    let many = founders;
    for (let nodeId = 3; nodeId <= 64; nodeId += 1) {
      [many] = admit(many, { nodeId, deviceId: `dev_${nodeId}`, incarnation: null }, nodeId);
    }
    const more = { nodeId: 65, deviceId: 'dev_65', incarnation: null };
    expect(admit(many, more, 99)[1]).toEqual(refused('too-many'));
  });

  it('go one by one, but for the last', () => {
    const [one] = dismiss(founders, { nodeId: 2, deviceId: 'dev_b' });
    expect([...one.keys()]).toEqual([1]);
    expect(dismiss(one, { nodeId: 1, deviceId: null })[1]).toEqual(refused('last-coordinator'));
    expect(dismiss(one, { nodeId: 2, deviceId: null })[1]).toEqual(refused('unknown-node'));
    expect(dismiss(founders, { nodeId: 2, deviceId: 'dev_a' })[1]).toEqual(refused('other-device'));
  });
});
