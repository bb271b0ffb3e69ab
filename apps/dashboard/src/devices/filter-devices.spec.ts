import { bulkItemsMax } from '@eyrie/contracts';
import { describe, expect, it } from '@jest/globals';
import { choose, filterDevices } from './filter-devices.ts';

const first = { name: 'worker-1', hardware_model: 'Raspberry Pi 4', notes: '' };
const second = { name: 'worker-2', hardware_model: 'Raspberry Pi 5', notes: 'Under the ladder' };

describe('the device list', () => {
  it('finds by name, hardware and notes, whatever the case', () => {
    expect(filterDevices([first, second], ' WORKER-2')).toEqual([second]);
    expect(filterDevices([first, second], 'pi 4')).toEqual([first]);
    expect(filterDevices([first, second], 'ladder')).toEqual([second]);
    expect(filterDevices([first, second], '')).toEqual([first, second]);
  });

  it('adds to what is chosen and takes out of it, and leaves the set before as it was', () => {
    const chosen = new Set(['a']);
    expect([...choose(chosen, ['b', 'c'], true)]).toEqual(['a', 'b', 'c']);
    expect([...choose(chosen, ['a', 'b'], false)]).toEqual([]);
    expect([...chosen]).toEqual(['a']);
  });

  it('chooses no more than one request can be about', () => {
    const many = Array.from({ length: bulkItemsMax + 3 }, (_, index) => `dev_${index}`);
    expect(choose(new Set(['mine']), many, true).size).toBe(bulkItemsMax);
  });
});
