import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readBoard, readHardware } from './hardware.ts';

describe('readHardware', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'eyrie-hardware-'));
    await mkdir(join(root, 'proc/device-tree'), { recursive: true });
    await mkdir(join(root, 'etc'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('reads a Raspberry Pi from its device tree', async () => {
    await writeFile(join(root, 'proc/device-tree/serial-number'), '10000000abcdef01\0');
    await writeFile(join(root, 'proc/device-tree/model'), 'Raspberry Pi 5 Model B Rev 1.0\0');
    await writeFile(join(root, 'etc/os-release'), 'NAME=x\nPRETTY_NAME="Debian GNU/Linux 13"\n');
    expect(await readHardware(root)).toEqual({
      serial: '10000000abcdef01',
      model: 'Raspberry Pi 5 Model B Rev 1.0',
      os: 'Debian GNU/Linux 13',
    });
  });

  it('reads an older one from its processor\u2019s description', async () => {
    const cpuinfo =
      'processor\t: 0\nSerial\t\t: 00000000deadbeef\nModel\t\t: Raspberry Pi 3 Model B\n';
    await writeFile(join(root, 'proc/cpuinfo'), cpuinfo);
    expect(await readHardware(root)).toMatchObject({
      serial: '00000000deadbeef',
      model: 'Raspberry Pi 3 Model B',
    });
  });

  it('finds the serial number in the firmware’s tree too', async () => {
    await mkdir(join(root, 'sys/firmware/devicetree/base'), { recursive: true });
    await writeFile(join(root, 'sys/firmware/devicetree/base/serial-number'), '1000000012345678\0');
    expect(await readBoard(root)).toBe('1000000012345678');
    expect((await readHardware(root)).serial).toBe('1000000012345678');
  });

  it('takes no name that may change for a board', async () => {
    expect(await readBoard(root)).toBeNull();
  });

  it('gives away nothing of the machine id elsewhere, yet stays the same', async () => {
    await writeFile(join(root, 'etc/machine-id'), '0123456789abcdef0123456789abcdef\n');
    const first = await readHardware(root);
    expect(first.serial).toMatch(/^[0-9a-f]{16}$/);
    expect('0123456789abcdef0123456789abcdef').not.toContain(first.serial);
    expect(await readHardware(root)).toEqual(first);
  });

  it('always has something to say', async () => {
    const { serial, model, os } = await readHardware(root);
    expect([serial, model, os].every((text) => text.length > 0)).toBe(true);
  });
});
