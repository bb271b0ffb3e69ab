import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  Account,
  OpenSession,
  Problem,
  RecoveryCodes,
  SecondFactorSetup,
} from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { codeAt } from '../testing/credentials.ts';

describe('/v1/account', () => {
  let cloud: TestApp;
  let person: TestPerson;
  beforeAll(async () => {
    cloud = await startTestApp();
  });
  afterAll(async () => {
    await cloud.close();
  });
  beforeEach(async () => {
    person = await cloud.newPerson();
  });

  /** From an address of its own, so that the limit for each address does not meet other tests. */
  let logins = 0;
  const logIn = async (more: Record<string, unknown> = {}) => {
    logins += 1;
    const answer = await cloud.app.inject({
      method: 'POST',
      url: '/v1/session',
      remoteAddress: `10.1.${logins >> 8}.${logins & 255}`,
      headers: { 'user-agent': 'Another browser' },
      payload: { email: person.email, password: person.password, ...more },
    });
    const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
    const code = answer.statusCode === 201 ? null : answer.json<Problem>().code;
    return { status: answer.statusCode, code, cookie };
  };
  const sessionOf = (cookie: string) => fetch(`${cloud.url}/v1/session`, { headers: { cookie } });
  const post = (path: string, body: unknown) =>
    person.fetch(`/v1/account/${path}`, { method: 'POST', body });
  const codeOf = async (answer: Response) => ((await answer.json()) as Problem).code;

  describe('sessions', () => {
    const list = async () =>
      ((await (await person.fetch('/v1/account/sessions')).json()) as { items: OpenSession[] })
        .items;

    it('are listed with browser and address, the newest first', async () => {
      await logIn();
      const sessions = await list();
      expect(sessions.map(({ user_agent, current }) => [user_agent, current])).toEqual([
        ['Another browser', false],
        [expect.stringContaining('node'), true],
      ]);
      expect(sessions[0]?.address).toMatch(/^10\.1\./);
    });

    it('end one by one', async () => {
      const { cookie } = await logIn();
      const [other] = await list();
      const path = `/v1/account/sessions/${other?.id}`;
      expect((await person.fetch(path, { method: 'DELETE' })).status).toBe(204);
      expect((await sessionOf(cookie)).status).toBe(401);
      expect((await person.fetch('/v1/session')).status).toBe(200);
    });

    it('end all but the one at hand, those in other organisations included', async () => {
      const { cookie } = await logIn();
      const elsewhere = await cloud.newPerson();
      await cloud.database.query(
        `WITH member AS (INSERT INTO app_user (organisation_id, id, email, name)
           VALUES ($1, $2, $3, 'x')) INSERT INTO membership (organisation_id, user_id, role)
         VALUES ($1, $2, 'viewer')`,
        [elsewhere.organisationId, person.userId, person.email],
      );
      const { organisations } = (await (await person.fetch('/v1/account')).json()) as Account;
      const moved = await fetch(`${cloud.url}/v1/session/organisation`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json' },
        body: JSON.stringify({ organisation_id: organisations[1]?.id }),
      });
      const there = moved.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      expect((await sessionOf(there)).status).toBe(200);
      expect(await list()).toHaveLength(2);
      const all = await person.fetch('/v1/account/sessions', { method: 'DELETE' });
      expect(all.status).toBe(204);
      expect((await sessionOf(there)).status).toBe(401);
      expect((await list()).map(({ current }) => current)).toEqual([true]);
    });

    it('of somebody else do not exist', async () => {
      const stranger = await cloud.newPerson();
      const theirs = (
        (await (await stranger.fetch('/v1/account/sessions')).json()) as { items: OpenSession[] }
      ).items[0];
      const headers = { 'x-request-id': 'the-same-for-both' };
      const end = (id: string) =>
        person.fetch(`/v1/account/sessions/${id}`, { method: 'DELETE', headers });
      const foreign = await end(theirs?.id ?? '');
      const unknown = await end('ses_01h455vb4pex5vsknk084sn02q');
      expect([foreign.status, await foreign.text()]).toEqual([404, await unknown.text()]);
      expect((await stranger.fetch('/v1/session')).status).toBe(200);
    });

    it('close the streams that were opened in them', async () => {
      const { cookie } = await logIn();
      const stream = await fetch(`${cloud.url}/events`, { headers: { cookie } });
      const reader = stream.body!.getReader();
      expect((await reader.read()).done).toBe(false);
      await person.fetch('/v1/account/sessions', { method: 'DELETE' });
      const began = Date.now();
      while (!(await reader.read()).done);
      expect(Date.now() - began).toBeLessThan(20_000);
    });
  });

  describe('the password', () => {
    const change = (current_password: string, new_password: string) =>
      person.fetch('/v1/account/password', {
        method: 'PUT',
        body: { current_password, new_password },
      });

    it('changes, and the other sessions end', async () => {
      const { cookie } = await logIn();
      expect((await change(person.password, 'quite another one')).status).toBe(204);
      expect((await sessionOf(cookie)).status).toBe(401);
      expect((await person.fetch('/v1/session')).status).toBe(200);
      expect(await logIn()).toMatchObject({ status: 401, code: 'auth.wrong_credentials' });
      expect((await logIn({ password: 'quite another one' })).status).toBe(201);
    });

    it('is not changed without the present one, which cannot be guessed there either', async () => {
      const codes = [];
      for (let guess = 0; guess < 7; guess += 1) {
        codes.push(await codeOf(await change(`guess ${guess}`, 'quite another one')));
      }
      expect(codes.slice(0, 2)).toEqual(['account.wrong_password', 'account.wrong_password']);
      expect(codes.at(-1)).toBe('auth.too_many_attempts');
    });

    it('is kept as Argon2id of 19 MiB, two passes, one lane', async () => {
      await change(person.password, 'quite another one');
      const [row] = await cloud.database.query<{ password_hash: string }>(
        'SELECT password_hash FROM account WHERE id = $1',
        [person.userId],
      );
      expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    });
  });

  describe('the second factor', () => {
    const setUp = async () => {
      const answer = await post('second-factor', { password: person.password });
      return (await answer.json()) as SecondFactorSetup;
    };
    /** Steps into the future, so that each code of a test is a new one within the allowed window. */
    const code = (secret: string, steps = 0) => codeAt(secret, Date.now() + steps * 30_000);
    const switchOn = async () => {
      const { secret } = await setUp();
      const confirmed = await post('second-factor/confirm', { code: code(secret) });
      expect(confirmed.status).toBeLessThan(300);
      const { recovery_codes } = (await confirmed.json()) as RecoveryCodes;
      return { secret, recovery: recovery_codes };
    };

    it('counts from the moment a code was confirmed, and not before', async () => {
      const { secret, uri } = await setUp();
      expect(uri).toMatch(/^otpauth:\/\/totp\/Eyrie:.*secret=/);
      expect((await logIn()).status).toBe(201);
      expect(await codeOf(await post('second-factor/confirm', { code: '000000' }))).toBe(
        'auth.wrong_code',
      );
      const confirmed = await post('second-factor/confirm', { code: code(secret) });
      expect(((await confirmed.json()) as RecoveryCodes).recovery_codes).toHaveLength(10);
      const { second_factor } = (await (await person.fetch('/v1/account')).json()) as Account;
      expect(second_factor).toEqual({ enabled: true, recovery_codes_left: 10 });
      expect(await logIn()).toMatchObject({ status: 401, code: 'auth.second_factor_required' });
    });

    it('is asked for after the right password only', async () => {
      await switchOn();
      expect(await logIn({ password: 'wrong' })).toMatchObject({ code: 'auth.wrong_credentials' });
    });

    it('lets a code in once', async () => {
      const { secret } = await switchOn();
      const used = { code: code(secret, 1) };
      expect((await logIn(used)).status).toBe(201);
      expect(await logIn(used)).toMatchObject({ status: 401, code: 'auth.wrong_code' });
    });

    it('lets one in of several that show the same code at the same time', async () => {
      const { secret } = await switchOn();
      const used = { code: code(secret, 1) };
      // Not more at once than the limit for the account lets through.
      const answers = await Promise.all([1, 2, 3, 4].map(() => logIn(used)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    });

    it('refuses the code of minutes ago', async () => {
      const { secret } = await switchOn();
      expect(await logIn({ code: code(secret, -4) })).toMatchObject({ code: 'auth.wrong_code' });
    });

    it('slows down guesses at codes for all replicas, and says for how long', async () => {
      const { secret } = await switchOn();
      const guess = async () => {
        // The limit on log-ins is another one; this is of codes alone.
        const answer = await post('second-factor/remove', {
          password: person.password,
          code: '000000',
        });
        return answer;
      };
      const statuses = [];
      for (let count = 0; count < 7; count += 1) statuses.push((await guess()).status);
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
      expect(await logIn({ code: code(secret, 1) })).toMatchObject({ code: 'auth.too_many_codes' });
      await cloud.database.query(
        `UPDATE account SET totp_blocked_until = now() - interval '1 s' WHERE id = $1`,
        [person.userId],
      );
      expect((await logIn({ code: code(secret, 1) })).status).toBe(201);
    });

    it('has recovery codes, each for one use', async () => {
      const { recovery } = await switchOn();
      const [first = '', second = ''] = recovery;
      expect((await logIn({ code: first.toUpperCase() })).status).toBe(201);
      expect(await logIn({ code: first })).toMatchObject({ code: 'auth.wrong_code' });
      expect((await logIn({ code: second.replaceAll('-', '') })).status).toBe(201);
      const { second_factor } = (await (await person.fetch('/v1/account')).json()) as Account;
      expect(second_factor.recovery_codes_left).toBe(8);
    });

    it('keeps its secret sealed and its recovery codes hashed', async () => {
      const { secret, recovery } = await switchOn();
      const rows = JSON.stringify(
        await cloud.database.query('SELECT a.*, e.* FROM account a, audit_entry e'),
      );
      for (const text of [secret, recovery[0] ?? '', (recovery[0] ?? '').replaceAll('-', '')]) {
        expect(text.length).toBeGreaterThan(15);
        expect(rows).not.toContain(text);
      }
    });

    it('goes with the password and a code, and can be set up anew', async () => {
      const { secret } = await switchOn();
      expect(await codeOf(await post('second-factor', { password: person.password }))).toBe(
        'account.second_factor_in_use',
      );
      const wrong = await post('second-factor/remove', { password: 'no', code: code(secret, 1) });
      expect(await codeOf(wrong)).toBe('account.wrong_password');
      const right = { password: person.password, code: code(secret, 1) };
      expect((await post('second-factor/remove', right)).status).toBe(204);
      expect((await logIn()).status).toBe(201);
      expect((await setUp()).secret).not.toBe(secret);
    });
  });
});
