import { describe, expect, it } from '@jest/globals';
import type { DevicePrincipal } from '../authorisation/index.ts';
import { keyMark } from './device-tokens.service.ts';
import { stillServes } from './still-serves.ts';

const device: DevicePrincipal = {
  kind: 'device',
  organisationId: 'o',
  siteId: 'ridge',
  deviceId: 'd',
  role: 'coordinator',
  keyMark: keyMark('its key', 'its run'),
};
const standing = {
  site_id: 'ridge',
  role: 'coordinator',
  public_key: 'its key',
  previous_public_key: null,
  run_id: 'its run',
};

describe('a device with a token that was good', () => {
  it('serves on as what it was', () => {
    expect(stillServes(device, standing)).toBe(true);
  });

  it('serves on by the key before, until the newer one was used', () => {
    const renewed = { ...standing, public_key: 'a newer key', previous_public_key: 'its key' };
    expect(stillServes(device, renewed)).toBe(true);
  });

  it.each([
    ['is refused', null],
    ['is of another site', { ...standing, site_id: 'valley' }],
    ['has another role', { ...standing, role: 'worker' }],
    ['was started again', { ...standing, run_id: 'the next run' }],
    ['has another key', { ...standing, public_key: 'a key of other hardware' }],
  ])('serves no more where it %s', (_how, now) => {
    expect(stillServes(device, now)).toBe(false);
  });
});
