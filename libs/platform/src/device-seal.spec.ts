import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { DeviceSealBroken, openSealedForDevice, sealForDevice } from './device-seal.ts';

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

describe('what is sealed for a device', () => {
  const device = newKey();
  const sealed = sealForDevice('pässword', device.publicKey, 'camera 1');

  it('opens with its key and in its place, and is another text each time', () => {
    expect(openSealedForDevice(sealed, device.privateKey, 'camera 1')).toBe('pässword');
    expect(sealForDevice('pässword', device.publicKey, 'camera 1')).not.toBe(sealed);
    expect(sealed).toMatch(/^ds1\.[\w-]+\.[\w-]+$/);
    const empty = sealForDevice('', device.publicKey, 'x');
    expect(openSealedForDevice(empty, device.privateKey, 'x')).toBe('');
  });

  it('opens with no other key, in no other place, and under no other name', () => {
    const open =
      (text: string, key = device.privateKey, place = 'camera 1') =>
      () =>
        openSealedForDevice(text, key, place);
    expect(open(sealed, newKey().privateKey)).toThrow(DeviceSealBroken);
    expect(open(sealed, device.privateKey, 'camera 2')).toThrow(DeviceSealBroken);
    expect(open(`ds2${sealed.slice(3)}`)).toThrow(DeviceSealBroken);
    expect(open('ds1')).toThrow(DeviceSealBroken);
  });

  it('notices each byte that is altered', () => {
    const [version, sender = '', body = ''] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 1;
      const text = [version, sender, altered.toString('base64url')].join('.');
      expect(() => openSealedForDevice(text, device.privateKey, 'camera 1')).toThrow(
        DeviceSealBroken,
      );
    }
  });
});
