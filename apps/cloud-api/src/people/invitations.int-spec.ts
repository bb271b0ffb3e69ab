import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CreatedInvitation, Problem, Session } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';

describe('/v1/invitations', () => {
  let cloud: TestApp;
  let owner: TestPerson;
  beforeAll(async () => {
    cloud = await startTestApp();
  });
  afterAll(async () => {
    await cloud.close();
  });
  beforeEach(async () => {
    owner = await cloud.newPerson();
  });

  let count = 0;
  const newAddress = () => `newcomer-${(count += 1)}@example.org`;
  const invite = async (
    body: Record<string, unknown>,
    inviter = owner,
  ): Promise<CreatedInvitation & { token: string }> => {
    const answer = await inviter.fetch('/v1/invitations', { method: 'POST', body });
    if (answer.status !== 201) throw new Error(await answer.text());
    const made = (await answer.json()) as CreatedInvitation;
    return { ...made, token: made.link?.split('#')[1] ?? '' };
  };
  const post = (path: string, body: unknown) =>
    fetch(`${cloud.url}/v1/invitations/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const accept = (token: string, password = 'a password of one’s own') =>
    post('accept', { token, name: 'Newcomer', password });
  const problem = async (answer: Response) => [
    answer.status,
    ((await answer.json()) as Problem).code,
  ];

  it('lets somebody new in, once, with the role that was offered', async () => {
    const { token, link, email } = await invite({ email: newAddress(), role: 'operator' });
    expect(link).toMatch(/^http:\/\/eyrie\.test\/invitation#[\w-]{43}$/);
    const offer = await (await post('look-up', { token })).json();
    expect(offer).toMatchObject({ email, role: 'operator' });
    const answer = await accept(token);
    expect(answer.status).toBe(201);
    expect((await answer.json()) as Session).toMatchObject({
      role: 'operator',
      user: { email, name: 'Newcomer' },
    });
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const inside = await fetch(`${cloud.url}/v1/sites`, { headers: { cookie } });
    expect(inside.status).toBe(200);
    expect(await problem(await accept(token))).toEqual([404, 'invitation.refused']);
  });

  it('keeps only a hash of the link', async () => {
    const { token } = await invite({ email: newAddress(), role: 'viewer' });
    const rows = JSON.stringify(
      await cloud.database.query('SELECT * FROM invitation, audit_entry'),
    );
    expect(token).toHaveLength(43);
    expect(rows).not.toContain(token);
  });

  it('makes one member of twenty simultaneous acceptances', async () => {
    const { token, email } = await invite({ email: newAddress(), role: 'viewer' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => accept(token)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const rows = await cloud.database.query('SELECT 1 FROM app_user WHERE email = $1', [email]);
    expect(rows).toHaveLength(1);
  });

  it('answers alike for an unknown, a revoked, an expired and an accepted one', async () => {
    const [revoked, expired, accepted] = [
      await invite({ email: newAddress(), role: 'viewer' }),
      await invite({ email: newAddress(), role: 'viewer' }),
      await invite({ email: newAddress(), role: 'viewer' }),
    ];
    const path = `/v1/invitations/${revoked.id}`;
    expect((await owner.fetch(path, { method: 'DELETE' })).status).toBe(204);
    expect((await owner.fetch(path, { method: 'DELETE' })).status).toBe(204);
    await cloud.database.query('UPDATE invitation SET expires_at = now() WHERE email = $1', [
      expired.email,
    ]);
    expect((await accept(accepted.token)).status).toBe(201);
    for (const token of [revoked.token, expired.token, accepted.token, 'x'.repeat(43)]) {
      expect(await problem(await post('look-up', { token }))).toEqual([404, 'invitation.refused']);
      expect(await problem(await accept(token))).toEqual([404, 'invitation.refused']);
    }
  });

  it('adds the organisation to somebody who has an account, against the account’s password', async () => {
    const person = await cloud.newPerson();
    const { token } = await invite({ email: person.email.toUpperCase(), role: 'viewer' });
    expect(await problem(await accept(token, 'whatever the inviter likes'))).toEqual([
      401,
      'auth.wrong_credentials',
    ]);
    expect((await accept(token, person.password)).status).toBe(201);
    const account = (await (await person.fetch('/v1/account')).json()) as {
      organisations: { id: string; role: string }[];
    };
    expect(account.organisations.map(({ role }) => role)).toEqual(['owner', 'viewer']);
    // The session at hand goes on where it was, and can be taken to the other organisation.
    const before = (await (await person.fetch('/v1/session')).json()) as Session;
    const other = account.organisations[1]?.id ?? '';
    expect(before.organisation.id).not.toBe(other);
    const switched = await person.fetch('/v1/session/organisation', {
      method: 'POST',
      body: { organisation_id: other },
    });
    expect((await switched.json()) as Session).toMatchObject({
      role: 'viewer',
      organisation: { id: other },
    });
    expect((await person.fetch('/v1/session')).status).toBe(401);
  });

  it('takes nobody to an organisation of others', async () => {
    const person = await cloud.newPerson();
    for (const organisation_id of [
      ((await (await owner.fetch('/v1/session')).json()) as Session).organisation.id,
      'org_01h455vb4pex5vsknk084sn02q',
    ]) {
      const body = { organisation_id };
      const answer = await person.fetch('/v1/session/organisation', { method: 'POST', body });
      expect(await problem(answer)).toEqual([404, 'organisation.not_found']);
    }
  });

  it('is not for members, nor for roles above the inviter’s', async () => {
    const admin = await cloud.newPerson({ role: 'admin', organisationId: owner.organisationId });
    const ask = (body: unknown) => admin.fetch('/v1/invitations', { method: 'POST', body });
    expect(await problem(await ask({ email: owner.email, role: 'viewer' }))).toEqual([
      409,
      'person.already_member',
    ]);
    expect(await problem(await ask({ email: newAddress(), role: 'owner' }))).toEqual([
      403,
      'auth.role_too_high',
    ]);
  });
});
