import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AuditEntry, idFromUuid } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { testMasterKey } from '../testing/database.ts';
import { runEyrie } from '../testing/eyrie.ts';

describe('eyrie people recover', () => {
  let cloud: TestApp;
  let owner: TestPerson;
  let stranger: TestPerson;
  beforeAll(async () => {
    cloud = await startTestApp();
    [owner, stranger] = [await cloud.newPerson(), await cloud.newPerson()];
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
  });

  const recover = (person: TestPerson, email: string, environment: Record<string, string> = {}) => {
    const organisation = idFromUuid('organisation', person.organisationId);
    return runEyrie(['people', 'recover', '--organisation', organisation, '--email', email], {
      environment: {
        DATABASE_URL: cloud.database.ownerUrl,
        EYRIE_MASTER_KEY: testMasterKey.toString('base64'),
        EYRIE_PUBLIC_URL: cloud.url,
        ...environment,
      },
    });
  };
  const statusOf = async (person: TestPerson) => (await person.fetch('/v1/session')).status;
  const complete = (token: string, new_password: string) =>
    fetch(`${cloud.url}/v1/password-reset/complete`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, new_password }),
    });
  const logIn = (email: string, password: string) =>
    fetch(`${cloud.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });

  it('ends all sessions and gives a link, which sets the password once', async () => {
    expect(await statusOf(owner)).toBe(200);
    const { code, out, error } = await recover(owner, owner.email.toUpperCase());
    expect(code).toBe(0);
    const token = /^\S+\/password-reset#(\S+)\n$/.exec(out)?.[1] ?? '';
    expect(error).toContain('All sessions');
    expect(await statusOf(owner)).toBe(401);
    expect(await statusOf(stranger)).toBe(200);
    const password = randomBytes(12).toString('hex');
    expect((await complete(token, password)).status).toBe(204);
    expect((await complete(token, 'another password of mine')).status).not.toBe(204);
    expect((await logIn(owner.email, owner.password)).status).toBe(401);
    const back = await logIn(owner.email, password);
    expect(back.status).toBe(201);
    const cookie = back.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const page = await fetch(`${cloud.url}/v1/audit?operation=people.recover`, {
      headers: { cookie },
    });
    const { items } = (await page.json()) as { items: AuditEntry[] };
    expect(items).toMatchObject([
      {
        actor: { kind: 'system', name: 'the operator' },
        object: { kind: 'person', id: idFromUuid('user', owner.userId) },
        after: { sessions_ended: true },
      },
    ]);
    expect(JSON.stringify(items)).not.toContain(token);
  }, 120_000);

  it('gives none where anything does not fit, and says what', async () => {
    const refusals: [Promise<{ code: number | null; error: string }>, RegExp][] = [
      [recover(owner, stranger.email), /Nobody of org_\w+ logs in as/],
      [recover(owner, 'nobody@example.org'), /Nobody of org_\w+ logs in as/],
      [
        recover(stranger, stranger.email, { EYRIE_MASTER_KEY: randomBytes(32).toString('base64') }),
        /The master key is not the one/,
      ],
    ];
    for (const [run, why] of refusals) {
      expect(await run).toMatchObject({ code: 1, out: '', error: expect.stringMatching(why) });
    }
    expect(await statusOf(stranger)).toBe(200);
  }, 120_000);
});
