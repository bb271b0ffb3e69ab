import type { Camera, Device, Frame, Site } from '@eyrie/contracts';
import { describe, expect, it } from '@jest/globals';
import { needsOf } from './needs-me.ts';

const nowMs = Date.UTC(2026, 5, 21, 12);
const site = { id: 'site_a', name: 'Säntis', presence: 'online', devices_total: 5 } as Site;
const device = (name: string, presence: Device['presence']) =>
  ({
    id: `dev_${name}`,
    site_id: 'site_a',
    name,
    presence,
    presence_reason: null,
    access: 'granted',
    suspected_at: null,
  }) as Device;
const camera = (deviceName: string, ageSeconds: number) =>
  ({
    id: `cam_${deviceName}`,
    site_id: 'site_a',
    device_id: `dev_${deviceName}`,
    name: `Camera of ${deviceName}`,
    last_frame: { captured_at: new Date(nowMs - ageSeconds * 1000).toISOString() } as Frame,
  }) as Camera;

describe('what needs me', () => {
  it('is nothing while all report and capture', () => {
    const fleet = {
      sites: [site],
      devices: [device('one', 'online')],
      cameras: [camera('one', 4)],
    };
    expect(needsOf(fleet, nowMs)).toEqual([]);
  });

  it('is the device whose card may have been copied, until it is let in no more', () => {
    const suspected = { ...device('one', 'online'), suspected_at: new Date(nowMs).toISOString() };
    const needs = (one: Device) => needsOf({ sites: [site], devices: [one], cameras: [] }, nowMs);
    expect(needs(suspected)).toMatchObject([{ severity: 'bad', link: { id: 'dev_one' } }]);
    expect(needs({ ...suspected, access: 'quarantined', presence: 'offline' })).toHaveLength(1);
  });

  it('is the site alone when the site is away, not each of its devices', () => {
    const fleet = {
      sites: [{ ...site, presence: 'offline' } as Site],
      devices: [device('one', 'offline'), device('two', 'offline')],
      cameras: [camera('one', 900)],
    };
    expect(needsOf(fleet, nowMs).map((need) => need.key)).toEqual(['site_a']);
  });

  it('is the device and not its camera when the device is away, and the camera when only it stands still', () => {
    const fleet = {
      sites: [site],
      devices: [device('one', 'offline'), device('two', 'online')],
      cameras: [camera('one', 900), camera('two', 900)],
    };
    expect(needsOf(fleet, nowMs).map((need) => [need.key, need.severity])).toEqual([
      ['dev_one', 'bad'],
      ['cam_two', 'late'],
    ]);
  });
});
