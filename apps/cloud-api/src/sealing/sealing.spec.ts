import { describe, expect, it } from '@jest/globals';
import { SealBroken, Sealing, type SealedPlace } from './sealing.ts';

const place: SealedPlace = { organisationId: 'org-1', table: 'site_ca', id: 'site-1' };
const secret = Buffer.from('a private key');

describe('Sealing', () => {
  const sealing = new Sealing(Buffer.alloc(32, 1));

  it('opens what it sealed', () => {
    expect(sealing.open(sealing.seal(secret, place), place).equals(secret)).toBe(true);
  });

  it('seals the same secret differently each time, and never shows it', () => {
    const [first, second] = [sealing.seal(secret, place), sealing.seal(secret, place)];
    expect(first).not.toBe(second);
    expect(Buffer.from(first, 'base64url').includes(secret)).toBe(false);
  });

  it.each<[string, Partial<SealedPlace>]>([
    ['organisation', { organisationId: 'org-2' }],
    ['installation', { organisationId: null }],
    ['table', { table: 'signing_key' }],
    ['row', { id: 'site-2' }],
  ])('does not open in another %s', (_, elsewhere) => {
    const sealed = sealing.seal(secret, place);
    expect(() => sealing.open(sealed, { ...place, ...elsewhere })).toThrow(SealBroken);
  });

  it('does not open under another master key', () => {
    const sealed = sealing.seal(secret, place);
    expect(() => new Sealing(Buffer.alloc(32, 2)).open(sealed, place)).toThrow(
      /another master key/,
    );
  });

  it('notices every altered character of the key and the value', () => {
    const sealed = sealing.seal(secret, place);
    const from = sealed.indexOf('.', 3) + 1;
    for (let at = from; at < sealed.length; at += 7) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      const altered = sealed.slice(0, at) + other + sealed.slice(at + 1);
      expect(() => sealing.open(altered, place)).toThrow(SealBroken);
    }
  });

  it.each(['', 'v1', 'v2.a.b.c', 'v1.x.y.z.w'])('refuses %j, which is not sealed', (text) => {
    expect(() => sealing.open(text, place)).toThrow(SealBroken);
  });
});
