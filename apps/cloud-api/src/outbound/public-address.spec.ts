import { describe, expect, it } from '@jest/globals';
import { addressOfHost, isPublicAddress } from './public-address.ts';

describe('an address', () => {
  it.each(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ['127.0.0.1', 'loopback'],
    ['127.8.8.8', 'loopback'],
    ['::1', 'loopback'],
    ['0.0.0.0', 'unspecified'],
    ['::', 'unspecified'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.50.1', 'private'],
    ['169.254.169.254', 'metadata'],
    ['100.64.0.1', 'carrier-grade NAT'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['fc00::1', 'unique local'],
    ['fe80::1', 'link-local'],
    ['::ffff:127.0.0.1', 'mapped loopback'],
    ['::ffff:a9fe:a9fe', 'mapped metadata'],
    ['64:ff9b::7f00:1', 'NAT64 of the loopback'],
    ['2002:7f00:1::', '6to4 of the loopback'],
    ['2001::1', 'Teredo'],
    ['not an address', 'no address'],
  ])('%s (%s) is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it('is found in the host of a URL, however it is written there', () => {
    const hostOf = (url: string) => addressOfHost(new URL(url).hostname);
    expect(hostOf('https://0x7f000001/')).toBe('127.0.0.1');
    expect(hostOf('https://2130706433/')).toBe('127.0.0.1');
    expect(hostOf('https://127.1/')).toBe('127.0.0.1');
    expect(hostOf('https://[::1]/')).toBe('::1');
    expect(hostOf('https://login.example.org/')).toBeNull();
  });
});
