import { describe, expect, it } from '@jest/globals';
import type { CreatedProvisioningToken } from '@eyrie/sdk';
import { cardLabels } from './card-labels.ts';

const claim = (number: number): CreatedProvisioningToken => ({
  id: `ptk_${number}`,
  site_id: 'ste_1',
  role: 'worker',
  device_name: `Grat-${number}`,
  secret: `eyp_secret-of-${number}`,
  uses: 0,
  used_by_device_id: null,
  replaces_device_id: null,
  uses_max: 1,
  approval: 'automatic',
  expires_at: '2026-12-21T06:00:00.000Z',
  revoked_at: null,
  created_at: '2026-11-21T06:00:00.000Z',
});

describe('the labels of cards', () => {
  it('lead to the device in the dashboard, and say nothing of the claim', () => {
    const labels = cardLabels([claim(1), claim(2)], { name: 'Säntis' }, 'https://a.test');
    expect(labels[1]).toEqual({
      number: 2,
      count: 2,
      siteName: 'Säntis',
      deviceName: 'Grat-2',
      hostName: 'grat-2',
      role: 'worker',
      enrolBy: '2026-12-21',
      url: 'https://a.test/devices?q=Grat-2',
    });
    expect(JSON.stringify(labels)).not.toContain('secret');
  });
});
