import type { Device } from '@eyrie/contracts';
import { describe, expect, it } from '@jest/globals';
import { filterDevices, presenceCounts } from './filter-devices.ts';

const devices = [
  { name: 'worker-1', hardware_model: 'Raspberry Pi 4', presence: 'online' },
  { name: 'worker-2', hardware_model: 'Raspberry Pi 5', presence: 'offline' },
] as Device[];

describe('the device list', () => {
  it('finds by name and by hardware, whatever the case', () => {
    expect(filterDevices(devices, { text: ' WORKER-2', presence: null })).toEqual([devices[1]]);
    expect(filterDevices(devices, { text: 'pi 4', presence: null })).toEqual([devices[0]]);
    expect(filterDevices(devices, { text: 'pi', presence: 'offline' })).toEqual([devices[1]]);
  });

  it('counts every state, also those that nobody is in', () => {
    expect(presenceCounts(devices)).toEqual({ online: 1, late: 0, offline: 1, new: 0 });
  });
});
