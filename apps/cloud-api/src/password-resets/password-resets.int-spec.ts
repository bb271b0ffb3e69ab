import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AuditEntry, idFromUuid, type IssuedPasswordReset } from '@eyrie/contracts';
import { compareAnswers, distanceMax, distanceOf } from '../testing/answer-oracle.ts';
import { startTestApp, testLimits, type TestApp, type TestPerson } from '../testing/app.ts';
import { codeAt } from '../testing/credentials.ts';
import { TestMailServer } from '../testing/mail-server.ts';

const newPassword = 'a password of the new days';

let mails: TestMailServer;
let cloud: TestApp;
beforeAll(async () => {
  mails = await TestMailServer.start();
  cloud = await startTestApp({
    mail: { smtpUrl: mails.url, from: 'Eyrie <eyrie@example.org>', directory: null },
    limits: { ...testLimits, trustedProxies: 1 },
  });
}, 120_000);
afterAll(async () => {
  await cloud.close();
  await mails.close();
});

let asked = 0;
/** As somebody who is not logged in, each time from another address. */
const post = (path: string, payload: object, app = cloud.app) => {
  asked += 1;
  const headers = { 'x-forwarded-for': `10.7.${asked >> 8}.${asked & 255}` };
  return app.inject({ method: 'POST', url: `/v1/${path}`, headers, payload });
};
const ask = (email: string) => post('password-reset', { email });
const tokenOf = (link: string | null | undefined) => link?.split('#')[1] ?? '';
const askFor = async ({ email }: TestPerson): Promise<string> => {
  const seen = [...mails.received];
  expect((await ask(email)).statusCode).toBe(202);
  return tokenOf((await mails.next(email, 'Set a new password', seen)).link);
};
const complete = (token: string, new_password = newPassword) =>
  post('password-reset/complete', { token, new_password });
const logIn = (email: string, password: string, code?: string) =>
  post('session', { email, password, ...(code === undefined ? {} : { code }) });

describe('a forgotten password', () => {
  it('is met by mail where there is a server', async () => {
    const offer = await cloud.app.inject({ url: '/v1/password-reset' });
    expect(offer.json()).toEqual({ by: 'mail' });
  });

  it('is replaced by a link that comes by mail, works once, and ends every session', async () => {
    const person = await cloud.newPerson();
    const token = await askFor(person);
    const target = await post('password-reset/look-up', { token });
    expect(target.json()).toMatchObject({ email: person.email });
    expect((await person.fetch('/v1/session')).status).toBe(200);
    expect((await complete(token)).statusCode).toBe(204);
    expect((await person.fetch('/v1/session')).status).toBe(401);
    expect((await logIn(person.email, person.password)).statusCode).toBe(401);
    expect((await logIn(person.email, newPassword)).statusCode).toBe(201);
    expect((await complete(token)).statusCode).toBe(404);
    expect((await post('password-reset/look-up', { token })).statusCode).toBe(404);
    const told = await mails.next(person.email, 'Your password was changed');
    expect(told.text).toContain('If it was not you');
  });

  it('closes the streams that were open', async () => {
    const person = await cloud.newPerson();
    const stop = new AbortController();
    const stream = await person.fetch('/events', {
      headers: { accept: 'text/event-stream' },
      signal: stop.signal,
    });
    const ended = (async () => {
      const reader = stream.body?.getReader();
      while (reader && !(await reader.read()).done);
    })();
    expect((await complete(await askFor(person))).statusCode).toBe(204);
    await ended;
    stop.abort();
  });

  it('does not get around the second factor', async () => {
    const person = await cloud.newPerson();
    const init = (body: object) => ({ method: 'POST', body });
    const setUp = await person.fetch(
      '/v1/account/second-factor',
      init({ password: person.password }),
    );
    const { secret } = (await setUp.json()) as { secret: string };
    const code = codeAt(secret, Date.now());
    await person.fetch('/v1/account/second-factor/confirm', init({ code }));
    await mails.next(person.email, 'second factor is on');
    expect((await complete(await askFor(person))).statusCode).toBe(204);
    const half = await logIn(person.email, newPassword);
    expect(half.json()).toMatchObject({ code: 'auth.second_factor_required' });
    const next = codeAt(secret, Date.now() + 30_000);
    expect((await logIn(person.email, newPassword, next)).statusCode).toBe(201);
  });

  it('is in the audit log of each of the person’s organisations, and no secret with it', async () => {
    const person = await cloud.newPerson();
    const other = await cloud.newPerson();
    await cloud.database.query(
      `WITH u AS (INSERT INTO app_user (organisation_id, id, email, name) VALUES ($1, $2, $3, 'X'))
       INSERT INTO membership (organisation_id, user_id, role) VALUES ($1, $2, 'viewer')`,
      [other.organisationId, person.userId, person.email],
    );
    const colleague = await cloud.newPerson({ organisationId: person.organisationId });
    const token = await askFor(person);
    await complete(token);
    for (const reader of [colleague, other]) {
      const found = await eventually(async () => {
        const page = await reader.fetch(
          '/v1/audit?page_size=200&operation=password-reset.complete',
        );
        return ((await page.json()) as { items: AuditEntry[] }).items[0];
      });
      expect(found.actor).toMatchObject({ kind: 'person', name: person.email });
      expect(found.object).toEqual({ kind: 'account', id: idFromUuid('user', person.userId) });
      expect(JSON.stringify(found)).not.toContain(token);
    }
  });

  it('ends the other links, as a password that is changed does', async () => {
    const person = await cloud.newPerson();
    const [first, second] = [await askFor(person), await askFor(person)];
    expect((await complete(first)).statusCode).toBe(204);
    expect((await complete(second)).statusCode).toBe(404);
    const third = await askFor(person);
    const cookie = cookieOf(await logIn(person.email, newPassword));
    const changed = await cloud.app.inject({
      method: 'PUT',
      url: '/v1/account/password',
      headers: { cookie, 'x-forwarded-for': '10.8.0.1' },
      payload: { current_password: newPassword, new_password: 'yet another password' },
    });
    expect(changed.statusCode).toBe(204);
    expect((await complete(third)).statusCode).toBe(404);
  });

  it('has links that end after an hour, and of two who use one at once only one does', async () => {
    const person = await cloud.newPerson();
    const token = await askFor(person);
    const answers = await Promise.all([complete(token), complete(token), complete(token)]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([204, 404, 404]);
    const late = await askFor(person);
    const [row] = await cloud.database.query<{ minutes: number }>(
      `UPDATE password_reset SET expires_at = now() - interval '1 second' WHERE account_id = $1
       RETURNING extract(epoch FROM created_at + interval '1 hour' - now())::int / 60 AS minutes`,
      [person.userId],
    );
    expect(row?.minutes).toBeGreaterThanOrEqual(55);
    expect((await complete(late)).statusCode).toBe(404);
  });

  it('floods nobody’s mailbox, whatever the address that asks', async () => {
    const person = await cloud.newPerson();
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1) statuses.push((await ask(person.email)).statusCode);
    expect(statuses).toEqual([202, 202, 202, 429, 429]);
    const stranger = `${randomUUID()}@example.org`;
    for (const status of statuses) expect((await ask(stranger)).statusCode).toBe(status);
  });
});

describe('whether there is an account', () => {
  it('is not told by asking for a new password: status, body, headers and time', async () => {
    const emails = await cloud.database.query<{ email: string }>(
      `WITH a AS (INSERT INTO account (id, email, password_hash)
         SELECT gen_random_uuid(), 'asked-' || n || '@example.org', 'x'
         FROM generate_series(1, 600) AS n RETURNING email)
       SELECT email FROM a`,
    );
    const known = emails.map(({ email }) => email);
    const compared = await compareAnswers(
      () => ask(known.pop() ?? ''),
      () => ask(`nobody-${randomUUID().slice(0, 8)}@example.org`),
    );
    expect([...compared.shapes]).toEqual([expect.stringMatching(/^\[202,/)]);
    expect(distanceOf(compared)).toBeLessThan(distanceMax);
  }, 240_000);

  it('is not told by links and invitations that were once good', async () => {
    const { organisationId } = await cloud.newPerson();
    const used = await cloud.database.query<{ token: string }>(
      `WITH t AS (SELECT 'used-' || n || repeat('x', 30) AS token FROM generate_series(1, 600) AS n),
       i AS (INSERT INTO invitation
         (organisation_id, id, email, role, token_hash, expires_at, accepted_at)
         SELECT $1, gen_random_uuid(), 'guest@example.org', 'viewer',
           encode(sha256(token::bytea), 'hex'), now() + interval '1 day', now() FROM t)
       SELECT token FROM t`,
      [organisationId],
    );
    const tokens = used.map(({ token }) => token);
    const accept = (token: string) =>
      post('invitations/accept', { token, name: 'Guest', password: newPassword });
    const compared = await compareAnswers(
      () => accept(tokens.pop() ?? ''),
      () => accept(randomUUID() + randomUUID()),
    );
    expect([...compared.shapes]).toEqual([expect.stringMatching(/^\[404,/)]);
    expect(distanceOf(compared)).toBeLessThan(distanceMax);
  }, 240_000);
});

describe('a link that an owner asks for', () => {
  const issue = (caller: TestPerson, person: TestPerson) =>
    caller.fetch(`/v1/people/${idFromUuid('user', person.userId)}/password-reset`, {
      method: 'POST',
    });

  it('is mailed to the person and shown to nobody, where there is a mail server', async () => {
    const owner = await cloud.newPerson();
    const { organisationId } = owner;
    const person = await cloud.newPerson({ role: 'viewer', organisationId });
    const answer = await issue(owner, person);
    expect(answer.status).toBe(201);
    expect(((await answer.json()) as IssuedPasswordReset).link).toBeNull();
    const { link } = await mails.next(person.email, 'Set a new password');
    expect((await complete(tokenOf(link))).statusCode).toBe(204);
    const admin = await cloud.newPerson({ role: 'admin', organisationId });
    expect((await issue(admin, person)).status).toBe(403);
    expect((await issue(await cloud.newPerson(), person)).status).toBe(404);
  });

  it('is shown once where no mail is sent, but to no account of other organisations', async () => {
    const quiet = await startTestApp({
      mail: { smtpUrl: null, from: 'eyrie@example.org', directory: null },
    });
    try {
      const offer = await quiet.app.inject({ url: '/v1/password-reset' });
      expect(offer.json()).toEqual({ by: 'owner' });
      const owner = await quiet.newPerson();
      const { organisationId } = owner;
      const person = await quiet.newPerson({ role: 'operator', organisationId });
      const refused = await post('password-reset', { email: person.email }, quiet.app);
      expect(refused.json()).toMatchObject({ code: 'password_reset.no_mail' });
      const shown = (await (await issue(owner, person)).json()) as IssuedPasswordReset;
      const second = (await (await issue(owner, person)).json()) as IssuedPasswordReset;
      const token = tokenOf(shown.link);
      const setPassword = (one: string) =>
        post('password-reset/complete', { token: one, new_password: newPassword }, quiet.app);
      expect((await setPassword(token)).statusCode).toBe(204);
      expect((await setPassword(tokenOf(second.link))).statusCode).toBe(404);
      const third = (await (await issue(owner, person)).json()) as IssuedPasswordReset;
      const elsewhere = await quiet.newPerson();
      await quiet.database.query(
        `INSERT INTO app_user (organisation_id, id, email, name) VALUES ($1, $2, $3, 'X')`,
        [elsewhere.organisationId, person.userId, person.email],
      );
      const conflict = await issue(owner, person);
      expect(await conflict.json()).toMatchObject({ code: 'password_reset.belongs_elsewhere' });
      expect((await setPassword(tokenOf(third.link))).statusCode).toBe(404);
      const audited = await owner.fetch('/v1/audit?operation=people.password-reset');
      const { items } = (await audited.json()) as { items: AuditEntry[] };
      expect(items).toHaveLength(3);
      expect(items[0]?.after).toMatchObject({ link_shown: true });
    } finally {
      await quiet.close();
    }
  });
});

function cookieOf({ cookies }: { cookies: { name: string; value: string }[] }): string {
  const found = cookies.find(({ name }) => name.startsWith('eyrie_session'));
  return `${found?.name ?? ''}=${found?.value ?? ''}`;
}

async function eventually<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error('It did not come about.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
