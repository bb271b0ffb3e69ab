import { beforeAll, describe, expect, it } from '@jest/globals';
import { idFromUuid, type SignedCommand } from '@eyrie/contracts';
import { TestCommandSigner, TestSiteCa } from '@eyrie/identity/testing';
import { judgeCommand, type CommandJudge } from './command-signature.ts';

const uuid = (end: number): string => `0190a000-0000-7000-8000-${String(end).padStart(12, '0')}`;
const organisationId = idFromUuid('organisation', uuid(1));
const siteId = idFromUuid('site', uuid(2));
const deviceId = idFromUuid('device', uuid(3));

describe('a signed command', () => {
  let ca: TestSiteCa;
  let signer: TestCommandSigner;
  let judge: CommandJudge;
  let command: SignedCommand;
  beforeAll(async () => {
    ca = await TestSiteCa.create();
    signer = await TestCommandSigner.create(ca, { organisationId, siteId });
    judge = { siteCa: ca.pem, organisationId, siteId };
    command = signer.sign({ deviceId, type: 'capture', parameters: { b: 1, a: [2] } });
  });
  const refusalOf = (value: unknown): string | null => judgeCommand(value, judge).refusal;

  it('is what its site obeys, also after a way through JSON with fields of a later version', () => {
    expect(refusalOf(command)).toBeNull();
    const later = signer.sign({ deviceId, type: 'capture', urgency: 'low' });
    expect(refusalOf(JSON.parse(JSON.stringify(later)))).toBeNull();
  });

  it('is refused with any part of it altered', () => {
    const { order, key } = command;
    for (const change of [
      { sequence: 99 },
      { deviceId: idFromUuid('device', uuid(4)) },
      { ttlSeconds: 99_999 },
      { issuedAt: new Date(Date.now() + 1_000).toISOString() },
      { type: 'restart' },
      { parameters: { a: [2], b: 2 } },
      { nonce: '0'.repeat(32) },
      { added: true },
    ]) {
      expect(refusalOf({ ...command, order: { ...order, ...change } })).toBe('bad-signature');
    }
    expect(refusalOf({ ...command, key: { ...key, notAfter: '2099-01-01T00:00:00.000Z' } })).toBe(
      'other-authority',
    );
    expect(refusalOf({ ...command, signature: 'A'.repeat(86) })).toBe('bad-signature');
    expect(refusalOf({ order })).toBe('unreadable');
  });

  it('is refused from another cloud, for another site, and from a key after its end', async () => {
    const foreign = await TestCommandSigner.create(await TestSiteCa.create(), signer);
    expect(refusalOf(foreign.sign({ deviceId, type: 'capture' }))).toBe('other-authority');
    const otherSite = { organisationId, siteId: idFromUuid('site', uuid(9)) };
    const elsewhere = await TestCommandSigner.create(ca, otherSite);
    expect(refusalOf(elsewhere.sign({ deviceId, type: 'capture' }))).toBe('other-site');
    expect(refusalOf(elsewhere.sign({ deviceId, type: 'capture', siteId }))).toBe('other-site');
    const ended = await TestCommandSigner.create(ca, signer, {
      notAfter: new Date(Date.now() - 1_000).toISOString(),
    });
    expect(refusalOf(ended.sign({ deviceId, type: 'capture' }))).toBe('bad-signature');
  });

  it('may be signed by a new key without the site being told', async () => {
    const next = await TestCommandSigner.create(ca, signer);
    expect(next.key.keyId).not.toBe(signer.key.keyId);
    expect(refusalOf(next.sign({ deviceId, type: 'capture' }))).toBeNull();
  });
});
