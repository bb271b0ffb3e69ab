import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem, Session } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';

describe('/v1/session', () => {
  let cloud: TestApp;
  let person: TestPerson;
  beforeAll(async () => {
    cloud = await startTestApp();
    person = await cloud.newPerson();
  });
  afterAll(async () => {
    await cloud.close();
  });

  const login = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${cloud.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('says who is logged in', async () => {
    const response = await person.fetch('/v1/session');
    expect(response.status).toBe(200);
    const session = (await response.json()) as Session;
    expect(session).toMatchObject({ role: 'owner', user: { email: person.email } });
    expect(session.user.id).toMatch(/^usr_/);
  });

  it('gives a cookie that scripts cannot read, and keeps only its hash', async () => {
    const response = await login({ email: person.email, password: person.password });
    const cookie = response.headers.getSetCookie()[0] ?? '';
    expect(cookie).toMatch(/^eyrie_session=[\w-]{43};.*HttpOnly;.*SameSite=Lax/);
    const token = /=([\w-]+);/.exec(cookie)?.[1] ?? '';
    const rows = await cloud.database.query('SELECT * FROM session');
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('answers alike to a wrong password and to an unknown address', async () => {
    const wrong = await login({ email: person.email, password: 'wrong' });
    const unknown = await login({ email: 'nobody@example.org', password: 'wrong' });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    const [first, second] = (await Promise.all([wrong.json(), unknown.json()])) as Problem[];
    expect({ ...first, request_id: '', trace_id: '' }).toEqual({
      ...second,
      request_id: '',
      trace_id: '',
    });
    expect(first).toMatchObject({ code: 'auth.wrong_credentials', status: 401 });
  });

  it('ends with the log-out, for the cookie too', async () => {
    const other = await cloud.newPerson();
    const out = await other.fetch('/v1/session', { method: 'DELETE' });
    expect(out.status).toBe(204);
    expect(out.headers.getSetCookie()[0]).toMatch(/eyrie_session=;/);
    expect((await other.fetch('/v1/session')).status).toBe(401);
  });

  it('ends when the membership is taken away or the account is disabled', async () => {
    const [removed, disabled] = [await cloud.newPerson(), await cloud.newPerson()];
    await cloud.database.query('DELETE FROM membership WHERE user_id = $1', [removed.userId]);
    await cloud.database.query('UPDATE app_user SET disabled_at = now() WHERE id = $1', [
      disabled.userId,
    ]);
    expect((await removed.fetch('/v1/session')).status).toBe(401);
    expect((await disabled.fetch('/v1/session')).status).toBe(401);
  });

  it('ends when it expires', async () => {
    const late = await cloud.newPerson();
    await cloud.database.query('UPDATE session SET expires_at = now() WHERE user_id = $1', [
      late.userId,
    ]);
    expect((await late.fetch('/v1/session')).status).toBe(401);
  });

  it('does not know a made-up cookie', async () => {
    const headers = { cookie: `eyrie_session=${'A'.repeat(43)}` };
    const response = await fetch(`${cloud.url}/v1/session`, { headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
  });

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a sandboxed page', { origin: 'null' }],
    ['a cross-site form', { 'sec-fetch-site': 'cross-site' }],
  ])('refuses to change anything for %s', async (_, headers) => {
    const out = await person.fetch('/v1/session', { method: 'DELETE', headers });
    expect(out.status).toBe(403);
    expect((await person.fetch('/v1/session')).status).toBe(200);
    expect((await login({ email: person.email, password: person.password }, headers)).status).toBe(
      403,
    );
  });

  it('accepts its own pages', async () => {
    for (const origin of ['http://eyrie.test', cloud.url]) {
      const answer = await login({ email: person.email, password: person.password }, { origin });
      expect(answer.status).toBe(201);
    }
  });

  it('points at what is wrong with a request, and does not repeat it', async () => {
    const response = await login({ email: 'not-an-address-7b1', password: '' });
    expect(response.status).toBe(422);
    const problem = (await response.json()) as Problem;
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(['/email', '/password']);
    expect(JSON.stringify(problem)).not.toContain('7b1');
  });

  it('slows down guesses at one account, and says for how long', async () => {
    const victim = await cloud.newPerson();
    const answers = [];
    for (let guess = 0; guess < 7; guess += 1) {
      answers.push(await login({ email: victim.email, password: `guess ${guess}` }));
    }
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect(Number(answers[5]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  });
});
