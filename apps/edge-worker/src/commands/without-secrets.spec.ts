import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { withoutSecrets } from './without-secrets.ts';

const random = (): string => randomBytes(24).toString('base64url');

describe('a text without its secrets', () => {
  const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  const middleOfKey = pem.split('\n')[1] ?? '';

  it('has no private key, as it is or in JSON, whole or cut', () => {
    for (const text of [pem, JSON.stringify({ key: pem }), pem.slice(0, 120)]) {
      expect(withoutSecrets(`before ${text} after`)).not.toContain(middleOfKey.slice(0, 20));
    }
  });

  it('has no token, password or cookie, wherever it stands', () => {
    const s = random();
    const jwt = `eyJhbGciOiJFUzI1NiJ9.${random()}.${random()}`;
    for (const text of [
      `{"level":"info","token":"${s}","x":1}`,
      `{"err":{"message":"{\\"access_token\\":\\"${s}\\"}"}}`,
      `{"PROVISION_TOKEN": "${s}"}`,
      `PROVISION_TOKEN=${s}`,
      `password: ${s}`,
      `{"headers":{"set-cookie":"a=${s}; Path=/"}}`,
      `Authorization: Bearer ${s}`,
      `authorization=Basic ${s}`,
      `https://user:${s}@host/path`,
      `postgres://eyrie:${s}@127.0.0.1:5432/eyrie`,
      `https://host/path?token=${s}&other=1`,
      `a key eyrie_${s} in words`,
      `"client_secret":"${s}"`,
    ]) {
      expect(withoutSecrets(text)).not.toContain(s);
    }
    expect(withoutSecrets(`sent ${jwt} to`)).toBe('sent [withheld] to');
  });

  it('has nothing of what is known to be secret, and the rest as it was', () => {
    const s = random();
    expect(withoutSecrets(`x ${s} y`, [s])).toBe('x [withheld] y');
    const harmless =
      '{"level":"info","event":"site_link_up","nodeId":2,"host":"127.0.0.1","tokens_total":"7"}';
    expect(withoutSecrets('{"event":"upload_later","sha256":"ab12","reason":"502"}')).toBe(
      '{"event":"upload_later","sha256":"ab12","reason":"502"}',
    );
    expect(withoutSecrets(harmless)).toContain('"host":"127.0.0.1"');
  });
});
