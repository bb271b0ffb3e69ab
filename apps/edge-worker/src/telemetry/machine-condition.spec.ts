import { describe, expect, it } from '@jest/globals';
import type { MachineAccess } from './machine-access.ts';
import {
  parseLifeTime,
  parseThrottled,
  readCard,
  readClockOffset,
  readNetwork,
  readPower,
  readSystem,
} from './machine-condition.ts';

/** As a Raspberry Pi 4 on wireless has said it. */
const files: Record<string, string> = {
  '/sys/block/mmcblk0/stat':
    '   18931     5312  1382242    46718    42511    30127  2621440   310992        0   120116   357711',
  '/sys/block/mmcblk0/size': '62333952\n',
  '/proc/net/route':
    'Iface\tDestination\tGateway \tFlags\nwlan0\t00000000\t0101A8C0\t0003\t0\nwlan0\t0001A8C0\t00000000\t0001\n',
  '/proc/net/wireless':
    'Inter-| sta-|   Quality        |   Discarded packets\n face | tus | link level noise |  nwid\n wlan0: 0000   54.  -56.  -256        0      0      0      0      6        0\n',
  '/sys/class/net/wlan0/speed': '-1\n',
};
const programs: Record<string, string> = {
  'vcgencmd get_throttled': 'throttled=0x50005\n',
  'chronyc -c tracking':
    'C0A80101,192.168.1.1,3,1767225600.123456,-0.000431,0.000012,0.000045,-4.1,0.001,0.02,0.01,0.002,64.5,Normal\n',
};
const pi: MachineAccess = {
  read: async (path) => files[path] ?? null,
  run: async (program, words) => programs[[program, ...words].join(' ')] ?? null,
  list: async () => ['loop0', 'mmcblk0', 'mmcblk0boot0'],
};
const other: MachineAccess = {
  read: async () => null,
  run: async () => null,
  list: async () => [],
};

describe('what a Pi says of itself', () => {
  it('is whether its power and its heat hold, now and since the boot', async () => {
    expect(await readPower(pi)).toEqual({
      now: ['under_voltage', 'throttled'],
      sinceBoot: ['under_voltage', 'throttled'],
    });
    expect(parseThrottled('throttled=0x80008')).toEqual({
      now: ['soft_limit'],
      sinceBoot: ['soft_limit'],
    });
    expect(parseThrottled('throttled=0x0')).toEqual({ now: [], sinceBoot: [] });
    expect(parseThrottled('20000')).toEqual({ now: [], sinceBoot: ['capped'] });
  });

  it('is what is written to its card, and for how long that goes well', async () => {
    const card = await readCard(pi, 86_400);
    expect(card).toMatchObject({ lifeUsedPercent: null, bytesWritten: 2_621_440 * 512 });
    expect(card?.bytesPerDay).toBe(2_621_440 * 512);
    expect(card?.yearsLeft).toBeCloseTo(65.1, 1);
    expect(parseLifeTime('0x02 0x05')).toBe(50);
    expect(parseLifeTime('0x00 0x00')).toBeNull();
  });

  it('is its way out, how loud that is, and how far off its clock', async () => {
    expect(await readNetwork(pi)).toEqual({
      interface: 'wlan0',
      isWireless: true,
      signalDbm: -56,
      speedMbps: null,
    });
    expect(await readClockOffset(pi)).toBeCloseTo(-0.431);
  });

  it('is the slot that runs and how its updates stand, where its program says it rightly', async () => {
    const said = {
      slot: 'b',
      isTrial: false,
      updatedAt: 1_780_272_000_000,
      lookedAt: 1_780_300_000_000,
      pending: 1,
      reason: 'It is tried in the night.',
    };
    const saying = (text: string): MachineAccess => ({
      ...other,
      read: async (path) => (path === '/run/eyrie/system.json' ? text : null),
    });
    expect(await readSystem(saying(JSON.stringify(said)))).toEqual(said);
    expect(await readSystem(saying(JSON.stringify({ ...said, slot: 'c' })))).toBeNull();
    expect(await readSystem(saying('{"slot":'))).toBeNull();
  });

  it('is nothing on a machine that is none', async () => {
    expect(await readSystem(other)).toBeNull();
    expect(await readPower(other)).toBeNull();
    expect(await readCard(other, 10)).toBeNull();
    expect(await readNetwork(other)).toBeNull();
    expect(await readClockOffset(other)).toBeNull();
  });
});
