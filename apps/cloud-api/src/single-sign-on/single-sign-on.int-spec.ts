import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  type Account,
  type AuditEntry,
  idFromUuid,
  type LoginOffer,
  type LoginProvider,
  type LoginProviderSetting,
  type LoginProviderTest,
  type Problem,
  type ProviderConnection,
  type Session,
} from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import {
  idToken,
  type IdTokenForgery,
  startLoginProvider,
  type TestLoginProvider,
} from '../testing/login-provider.ts';

/** A browser that is at the log-in page. */
interface Browser {
  cookies: Map<string, string>;
  post(path: string, body?: unknown): Promise<Response>;
}

const publicUrl = 'http://eyrie.test';

const whatever = { 'if-match': '*' };

describe('an organisation’s login provider', () => {
  let cloud: TestApp;
  let provider: TestLoginProvider;
  let foreign: TestLoginProvider;
  let shaky: TestLoginProvider;
  let owner: TestPerson;
  const redirectUris = new Array<string>();

  beforeAll(async () => {
    // The library says at each start that it keeps nothing on disk.
    jest.spyOn(console, 'warn').mockReturnValue();
    jest.spyOn(console, 'info').mockReturnValue();
    const start = () => startLoginProvider(redirectUris);
    // Every organisation of the test has its own redirect address, known before there is one.
    for (let count = 0; count < 40; count += 1) organisations.push(randomUUID());
    redirectUris.push(...organisations.map(callbackOf));
    [provider, foreign, shaky] = await Promise.all([start(), start(), start()]);
    cloud = await startTestApp({
      publicUrl,
      trustedIssuers: [provider.issuer, foreign.issuer, shaky.issuer],
    });
  }, 60_000);
  afterAll(async () => {
    await Promise.all([cloud.close(), provider.close(), foreign.close()]);
  });

  const organisations = new Array<string>();
  const callbackOf = (organisationId: string) =>
    `${publicUrl}/login/callback/${idFromUuid('loginProvider', organisationId)}`;
  const idOf = ({ organisationId }: TestPerson) => idFromUuid('loginProvider', organisationId);

  /** The owner of an organisation whose redirect address the providers know. */
  const newOwner = async (): Promise<TestPerson> => {
    const organisationId = organisations.pop() ?? '';
    await cloud.database.query(
      'INSERT INTO organisation (id, name, event_epoch) VALUES ($1, $2, $3)',
      [organisationId, 'With a provider', '0000cafe'],
    );
    return cloud.newPerson({ organisationId });
  };
  const settings = (more: Record<string, unknown> = {}) => ({
    name: 'Acme',
    issuer: provider.issuer,
    client_id: provider.clientId,
    client_secret: provider.clientSecret,
    email_domains: ['acme.example'],
    newcomer_role: 'viewer',
    ...more,
  });
  const set = async (person: TestPerson, more: Record<string, unknown> = {}) => {
    const body = settings(more);
    const answer = await person.fetch('/v1/login-provider', {
      method: 'PUT',
      body,
      headers: whatever,
    });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as LoginProvider;
  };
  const newBrowser = (cookie?: string): Browser => {
    const cookies = new Map<string, string>();
    if (cookie !== undefined) cookies.set(...(cookie.split('=') as [string, string]));
    return {
      cookies,
      post: async (path, body) => {
        const answer = await fetch(`${cloud.url}${path}`, {
          method: 'POST',
          headers: {
            cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        for (const line of answer.headers.getSetCookie()) {
          const [pair = ''] = line.split(';');
          const at = pair.indexOf('=');
          cookies.set(pair.slice(0, at), pair.slice(at + 1));
        }
        return answer;
      },
    };
  };
  const begin = async (browser: Browser, of: TestPerson, path = '/v1/session/provider/begin') => {
    const body = path.startsWith('/v1/account') ? undefined : { provider_id: idOf(of) };
    const answer = await browser.post(path, body);
    if (!answer.ok) throw new Error(await answer.text());
    return ((await answer.json()) as { authorization_url: string }).authorization_url;
  };
  const complete = (browser: Browser, of: TestPerson, back: URL) =>
    browser.post('/v1/session/provider', { provider_id: idOf(of), query: back.search });
  const newcomer = (at: TestLoginProvider, more: { email?: string; verified?: boolean } = {}) => {
    const subject = randomUUID();
    const email = more.email ?? `${subject}@acme.example`;
    at.accounts.set(subject, { email, email_verified: more.verified ?? true, name: 'Ada' });
    return { subject, email };
  };
  const logIn = async (of: TestPerson, subject: string, at = provider) => {
    const browser = newBrowser();
    const back = await at.visit(await begin(browser, of), subject);
    return { browser, back, answer: await complete(browser, of, back) };
  };
  const codeOf = async (answer: Response) => ((await answer.json()) as Problem).code;
  const ask = async (browser: Browser, path: string, method = 'GET') => {
    const cookie = `eyrie_session=${browser.cookies.get('eyrie_session')}`;
    return fetch(`${cloud.url}${path}`, { method, headers: { cookie } });
  };

  beforeEach(async () => {
    owner = await newOwner();
  });

  it('lets a newcomer in with the role of newcomers, and knows him again by his subject', async () => {
    await set(owner);
    const { subject, email } = newcomer(provider);
    const first = await logIn(owner, subject);
    expect(first.answer.status).toBe(201);
    const session = (await first.answer.json()) as Session;
    expect(session).toMatchObject({ user: { email, name: 'Ada' }, role: 'viewer' });
    const [set_] = first.answer.headers.getSetCookie().filter((one) => /^eyrie_session=/.test(one));
    expect(set_).toMatch(/HttpOnly.*SameSite=Lax/);
    // The address at the provider changes; the person is the same.
    provider.accounts.set(subject, { email: 'married@acme.example', email_verified: true });
    const second = await logIn(owner, subject);
    expect(((await second.answer.json()) as Session).user.id).toBe(session.user.id);
    const people = await cloud.database.query('SELECT 1 FROM app_user WHERE organisation_id = $1', [
      owner.organisationId,
    ]);
    expect(people.length).toBe(2);
    const account = (await (await ask(second.browser, '/v1/account')).json()) as Account;
    expect(account).toMatchObject({ has_password: false, through_provider: true });
  });

  it('asks with a code, PKCE, state and nonce, and with nothing secret in the address', async () => {
    await set(owner);
    const url = new URL(await begin(newBrowser(), owner));
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      redirect_uri: callbackOf(owner.organisationId),
    });
    expect(url.href).not.toContain(provider.clientSecret);
  });

  it('takes an invitation at its word: role and sites are those of it, and it is used up', async () => {
    await set(owner, { newcomer_role: null });
    const { subject, email } = newcomer(provider);
    const refused = await logIn(owner, subject);
    expect(refused.answer.status).toBe(403);
    expect(await codeOf(refused.answer)).toBe('login_provider.not_invited');
    const body = { email, role: 'operator' };
    const invited = await owner.fetch('/v1/invitations', { method: 'POST', body });
    expect(invited.status).toBe(201);
    const { link } = (await invited.json()) as { link: string };
    const { answer } = await logIn(owner, subject);
    expect(((await answer.json()) as Session).role).toBe('operator');
    const again = await fetch(`${cloud.url}/v1/invitations/look-up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: link.split('#')[1] }),
    });
    expect(again.ok).toBe(false);
  });

  it('keeps out whom somebody has taken out, until he is invited again', async () => {
    await set(owner);
    const { subject, email } = newcomer(provider);
    const { answer, browser } = await logIn(owner, subject);
    const { user } = (await answer.json()) as Session;
    expect((await owner.fetch(`/v1/people/${user.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await ask(browser, '/v1/session')).status).toBe(401);
    expect(await codeOf((await logIn(owner, subject)).answer)).toBe('login_provider.not_invited');
    await owner.fetch('/v1/invitations', { method: 'POST', body: { email, role: 'viewer' } });
    expect((await logIn(owner, subject)).answer.status).toBe(201);
  });

  describe('cannot take over an account', () => {
    it('of another organisation: the same address is somebody else there', async () => {
      const victim = await cloud.newPerson();
      await set(owner, { email_domains: [], newcomer_role: null });
      const body = { email: victim.email, role: 'viewer' };
      await owner.fetch('/v1/invitations', { method: 'POST', body });
      const { subject } = newcomer(provider, { email: victim.email });
      const { answer, browser } = await logIn(owner, subject);
      expect(answer.status).toBe(201);
      const session = (await answer.json()) as Session;
      expect(session.user.id).not.toBe(idFromUuid('user', victim.userId));
      const account = (await (await ask(browser, '/v1/account')).json()) as Account;
      expect(account.organisations.map(({ id }) => id)).toEqual([
        idFromUuid('organisation', owner.organisationId),
      ]);
      // The victim logs in as before, and sees nothing of it.
      expect(
        ((await (await victim.fetch('/v1/account')).json()) as Account).organisations,
      ).toHaveLength(1);
    });

    it('of a member who has a password, with a verified address or not', async () => {
      await set(owner, { email_domains: [], newcomer_role: null });
      for (const verified of [true, false]) {
        const { subject } = newcomer(provider, { email: owner.email, verified });
        const { answer } = await logIn(owner, subject);
        expect(await codeOf(answer)).toBe(
          verified ? 'login_provider.connect_first' : 'login_provider.email_not_verified',
        );
      }
    });

    it('of who is connected: the session is good for that organisation and nothing else', async () => {
      const other = await cloud.newPerson();
      await cloud.database.query(
        `WITH person AS (INSERT INTO app_user (organisation_id, id, email, name)
           VALUES ($1, $2, $3, 'Both') RETURNING id)
         INSERT INTO membership (organisation_id, user_id, role) SELECT $1, id, 'owner' FROM person`,
        [other.organisationId, owner.userId, owner.email],
      );
      await set(owner, { email_domains: [], newcomer_role: null });
      const { subject } = newcomer(provider, { email: owner.email });
      await connect(owner, subject);
      const { answer, browser } = await logIn(owner, subject);
      expect(((await answer.json()) as Session).user.id).toBe(idFromUuid('user', owner.userId));
      const account = (await (await ask(browser, '/v1/account')).json()) as Account;
      expect(account).toMatchObject({ through_provider: true, has_password: true });
      expect(account.organisations).toHaveLength(1);
      const there = { organisation_id: idFromUuid('organisation', other.organisationId) };
      for (const [path, body] of [
        ['/v1/session/organisation', there],
        ['/v1/account/second-factor', { password: owner.password }],
        ['/v1/account/provider/begin', undefined],
      ] as const) {
        expect((await browser.post(path, body)).status).toBe(403);
      }
      // Ending "all others" ends none that were opened with the password elsewhere.
      const elsewhere = await owner.fetch('/v1/session/organisation', {
        method: 'POST',
        body: there,
      });
      const cookie = elsewhere.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      expect((await ask(browser, '/v1/account/sessions', 'DELETE')).status).toBe(204);
      const alive = await fetch(`${cloud.url}/v1/session`, { headers: { cookie } });
      expect(alive.status).toBe(200);
    });

    it('by a foreign domain', async () => {
      await set(owner);
      const { subject } = newcomer(provider, { email: 'somebody@acme.example.evil.example' });
      expect(await codeOf((await logIn(owner, subject)).answer)).toBe(
        'login_provider.domain_not_allowed',
      );
    });
  });

  const connect = async (person: TestPerson, subject: string) => {
    const browser = newBrowser(person.cookie);
    const back = await provider.visit(
      await begin(browser, person, '/v1/account/provider/begin'),
      subject,
    );
    const body = { provider_id: idOf(person), query: back.search };
    return browser.post('/v1/account/provider', body);
  };

  it('is connected by whoever is logged in with the password, under the same address only', async () => {
    await set(owner, { email_domains: [], newcomer_role: null });
    const other = newcomer(provider);
    expect(await codeOf(await connect(owner, other.subject))).toBe('login_provider.other_email');
    const { subject } = newcomer(provider, { email: owner.email.toUpperCase() });
    const connected = await connect(owner, subject);
    expect(connected.status).toBe(200);
    expect((await connected.json()) as ProviderConnection).toMatchObject({
      provider: { name: 'Acme' },
      connected_at: expect.any(String),
    });
    expect((await logIn(owner, subject)).answer.status).toBe(201);
    const gone = await owner.fetch('/v1/account/provider', { method: 'DELETE' });
    expect(gone.status).toBe(204);
    expect(await codeOf((await logIn(owner, subject)).answer)).toBe('login_provider.connect_first');
    const { items } = (await (
      await owner.fetch('/v1/audit?operation=account.provider.')
    ).json()) as { items: AuditEntry[] };
    expect(items.map(({ operation, actor }) => [operation, actor.name])).toEqual([
      ['account.provider.disconnect', owner.email],
      ['account.provider.connect', owner.email],
    ]);
  });

  describe('is not believed', () => {
    const refused = 'login_provider.answer_refused';
    let subject: string;
    beforeEach(async () => {
      await set(owner);
      ({ subject } = newcomer(provider));
    });

    it('with another state than was sent', async () => {
      const browser = newBrowser();
      const back = await provider.visit(await begin(browser, owner), subject);
      back.searchParams.set('state', 'x'.repeat(43));
      expect(await codeOf(await complete(browser, owner, back))).toBe(refused);
    });

    it('in another browser than the one that began (log-in CSRF)', async () => {
      const back = await provider.visit(await begin(newBrowser(), owner), subject);
      expect(await codeOf(await complete(newBrowser(), owner, back))).toBe(refused);
      const busy = newBrowser();
      await begin(busy, owner);
      expect(await codeOf(await complete(busy, owner, back))).toBe(refused);
    });

    it('with another nonce than was sent', async () => {
      const browser = newBrowser();
      const url = new URL(await begin(browser, owner));
      url.searchParams.set('nonce', 'another');
      const back = await provider.visit(url.href, subject);
      expect(await codeOf(await complete(browser, owner, back))).toBe(refused);
    });

    it('with another code challenge than was sent', async () => {
      const browser = newBrowser();
      const url = new URL(await begin(browser, owner));
      url.searchParams.set('code_challenge', 'A'.repeat(43));
      const back = await provider.visit(url.href, subject);
      expect(await codeOf(await complete(browser, owner, back))).toBe(refused);
    });

    it('when its answer comes twice', async () => {
      const browser = newBrowser();
      const back = await provider.visit(await begin(browser, owner), subject);
      const flow = browser.cookies.get('eyrie_login') ?? '';
      expect((await complete(browser, owner, back)).status).toBe(201);
      expect(browser.cookies.get('eyrie_login')).toBe('');
      // The browser has forgotten it; a thief who has both has a code that was used.
      browser.cookies.set('eyrie_login', flow);
      expect(await codeOf(await complete(browser, owner, back))).toBe(refused);
    });

    it('where another issuer names itself in the answer (mix-up)', async () => {
      const browser = newBrowser();
      const back = await provider.visit(await begin(browser, owner), subject);
      back.searchParams.set('iss', foreign.issuer);
      expect(await codeOf(await complete(browser, owner, back))).toBe(refused);
      back.searchParams.delete('iss');
      expect(await codeOf(await complete(browser, owner, back))).toBe(refused);
    });

    it('with the code of another organisation’s provider', async () => {
      const stranger = await newOwner();
      await set(stranger, { issuer: foreign.issuer });
      const theirs = newcomer(foreign);
      const [mine, others] = [newBrowser(), newBrowser()];
      const back = await foreign.visit(await begin(others, stranger), theirs.subject);
      await begin(mine, owner);
      expect(await codeOf(await complete(mine, owner, back))).toBe(refused);
      // Nor is what was begun for one organisation an answer for another.
      expect(await codeOf(await complete(others, owner, back))).toBe(refused);
    });

    it('after the provider was set to another one meanwhile', async () => {
      const browser = newBrowser();
      const back = await provider.visit(await begin(browser, owner), subject);
      await set(owner, { issuer: foreign.issuer });
      expect(await codeOf(await complete(browser, owner, back))).toBe(refused);
    });

    const hour = 3_600;
    const now = () => Math.floor(Date.now() / 1000);
    it.each<[string, IdTokenForgery]>([
      ['that has expired', (claims, key) => idToken({ ...claims, exp: now() - 40 }, key)],
      ['of later', (claims, key) => idToken({ ...claims, nbf: now() + hour }, key)],
      ['for another client', (claims, key) => idToken({ ...claims, aud: 'other' }, key)],
      ['of another issuer', (claims, key) => idToken({ ...claims, iss: foreign.issuer }, key)],
      ['without a nonce', (claims, key) => idToken({ ...claims, nonce: undefined }, key)],
      ['that nobody signed', (claims) => idToken(claims, null)],
      [
        'signed with another key',
        (claims) => idToken(claims, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
      ],
    ])('with a token %s', async (_, forgery) => {
      provider.forge(forgery);
      try {
        const { answer } = await logIn(owner, subject);
        expect(await codeOf(answer)).toBe(refused);
      } finally {
        provider.forge(null);
      }
    });

    it('with a flow that somebody made himself', async () => {
      const browser = newBrowser();
      const back = await provider.visit(await begin(browser, owner), subject);
      browser.cookies.set('eyrie_login', 'v1.0000000000000000.AAAA.AAAA');
      expect(await codeOf(await complete(browser, owner, back))).toBe(refused);
    });

    it('from a page of another site', async () => {
      const answer = await fetch(`${cloud.url}/v1/session/provider`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
        body: JSON.stringify({ provider_id: idOf(owner), query: '' }),
      });
      expect(answer.status).toBe(403);
    });
  });

  it('says why nobody was let in there', async () => {
    await set(owner);
    const browser = newBrowser();
    const state = new URL(await begin(browser, owner)).searchParams.get('state') ?? '';
    const back = new URL(callbackOf(owner.organisationId));
    back.search = new URLSearchParams({
      error: 'access_denied',
      state,
      iss: provider.issuer,
    }).toString();
    const answer = await complete(browser, owner, back);
    expect(answer.status).toBe(401);
    expect((await answer.json()) as Problem).toMatchObject({
      code: 'login_provider.refused',
      detail: expect.stringContaining('access_denied'),
    });
  });

  it('that is down is a clear problem, at both ends of a log-in', async () => {
    const unreachable = await startTestAppBeside([shaky.issuer]);
    try {
      await set(owner, { issuer: shaky.issuer });
      const { subject } = newcomer(shaky);
      const body = { provider_id: idOf(owner) };
      const first = await unreachable.fetch('/v1/session/provider/begin', body);
      const flow = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const { authorization_url } = (await first.json()) as { authorization_url: string };
      const back = await shaky.visit(authorization_url, subject);
      await shaky.close();
      const answers = [
        await unreachable.fetch('/v1/session/provider', { ...body, query: back.search }, flow),
        // A replica that has not asked the provider before.
        await fetch(`${cloud.url}/v1/session/provider/begin`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ];
      for (const answer of answers) {
        expect(answer.status).toBe(503);
        expect(answer.headers.get('retry-after')).not.toBeNull();
        expect((await answer.json()) as Problem).toMatchObject({
          code: 'login_provider.unavailable',
          detail: expect.stringMatching(/Acme does not answer/),
        });
      }
    } finally {
      await unreachable.close();
    }
  });

  it('is not asked at an address that is not public', async () => {
    for (const issuer of [
      'https://127.0.0.1:9999',
      'https://169.254.169.254/latest',
      'https://[::1]/',
      'https://localhost:9999',
    ]) {
      const body = settings({ issuer });
      const answer = await owner.fetch('/v1/login-provider/test', { method: 'POST', body });
      const { works, checks } = (await answer.json()) as LoginProviderTest;
      expect(works).toBe(false);
      expect(checks[0]?.detail).toMatch(/not (a )?public/);
    }
    const body = settings({ issuer: 'http://example.org' });
    const plain = await owner.fetch('/v1/login-provider/test', { method: 'POST', body });
    expect(plain.status).toBe(422);
  });

  it('is tried before it is set: discovery, keys, client and secret', async () => {
    const test = async (more: Record<string, unknown>) => {
      const body = settings(more);
      const answer = await owner.fetch('/v1/login-provider/test', { method: 'POST', body });
      return (await answer.json()) as LoginProviderTest;
    };
    const right = await test({});
    expect(right.works).toBe(true);
    expect(right.checks.map(({ outcome }) => outcome)).toEqual([
      'right',
      'right',
      'right',
      'right',
    ]);
    const wrong = await test({ client_secret: 'mistaken' });
    expect(wrong).toMatchObject({ works: false });
    expect(wrong.checks.at(-1)).toMatchObject({ name: 'client', outcome: 'wrong' });
  });

  it('is the owners’ business, keeps its secret, and asks for it anew for another issuer', async () => {
    const { organisationId } = owner;
    const admin = await cloud.newPerson({ role: 'admin', organisationId });
    expect((await admin.fetch('/v1/login-provider')).status).toBe(403);
    await set(owner);
    const read = await (await owner.fetch('/v1/login-provider')).text();
    expect(JSON.parse(read) as LoginProviderSetting).toMatchObject({
      provider: { has_client_secret: true },
      redirect_uri: callbackOf(organisationId),
    });
    expect(read).not.toContain(provider.clientSecret);
    const same = settings({ name: 'Acme Inc.', client_secret: undefined });
    const kept = await owner.fetch('/v1/login-provider', {
      method: 'PUT',
      body: same,
      headers: whatever,
    });
    expect(kept.status).toBe(200);
    const elsewhere = { ...same, issuer: foreign.issuer };
    const moved = await owner.fetch('/v1/login-provider', {
      method: 'PUT',
      body: elsewhere,
      headers: whatever,
    });
    expect(moved.status).toBe(422);
    const everybody = settings({ email_domains: [] });
    const open = await owner.fetch('/v1/login-provider', {
      method: 'PUT',
      body: everybody,
      headers: whatever,
    });
    expect(open.status).toBe(422);
    const stored = await cloud.database.query<{ all: string }>(
      'SELECT login_provider::text AS all FROM login_provider WHERE organisation_id = $1',
      [organisationId],
    );
    expect(stored[0]?.all).toMatch(/v1\./);
    expect(stored[0]?.all).not.toContain(provider.clientSecret);
  });

  it('is changed by who has seen what it is, the first time too', async () => {
    const body = settings();
    const put = (seen?: string) =>
      owner.fetch('/v1/login-provider', {
        method: 'PUT',
        body,
        headers: seen === undefined ? {} : { 'if-match': seen },
      });
    const tagNow = async () =>
      (await owner.fetch('/v1/login-provider')).headers.get('etag') ?? 'none';
    const none = await tagNow();
    expect(none).toMatch(/^"0-/);
    expect((await put()).status).toBe(428);
    // Two owners who both saw that there is none: one of them is told of the other.
    const both = await Promise.all([put(none), put(none)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const seen = await tagNow();
    expect(seen).toMatch(/^"1-/);
    expect((await put(seen)).status).toBe(200);
    const remove = (tag?: string) =>
      owner.fetch('/v1/login-provider', {
        method: 'DELETE',
        headers: tag === undefined ? {} : { 'if-match': tag },
      });
    expect((await remove()).status).toBe(428);
    expect((await remove(seen)).status).toBe(412);
    expect((await remove('"2"')).status).toBe(204);
  });

  it('ends with the sessions it opened, and leaves those of passwords', async () => {
    await set(owner);
    const { browser } = await logIn(owner, newcomer(provider).subject);
    expect((await ask(browser, '/v1/session')).status).toBe(200);
    expect(
      (await owner.fetch('/v1/login-provider', { method: 'DELETE', headers: whatever })).status,
    ).toBe(204);
    expect((await ask(browser, '/v1/session')).status).toBe(401);
    expect((await owner.fetch('/v1/session')).status).toBe(200);
  });

  it('ends its session with the log-out, and is written in the audit log', async () => {
    await set(owner);
    const { subject, email } = newcomer(provider);
    const { browser } = await logIn(owner, subject);
    expect((await ask(browser, '/v1/session', 'DELETE')).status).toBe(204);
    expect((await ask(browser, '/v1/session')).status).toBe(401);
    const entries = (await (
      await owner.fetch('/v1/audit?operation=session.provider.&page_size=20')
    ).json()) as { items: AuditEntry[] };
    expect(entries.items.map(({ actor, object }) => [actor.name, object?.kind])).toEqual([
      [email, 'session'],
      [email, 'person'],
    ]);
  });

  it('is offered by its own link, and to nobody who has none where there are several', async () => {
    await set(owner);
    const offer = async (query: string) =>
      (await (await fetch(`${cloud.url}/v1/session/provider${query}`)).json()) as LoginOffer;
    expect(await offer(`?provider_id=${idOf(owner)}`)).toEqual({
      provider: { id: idOf(owner), name: 'Acme' },
    });
    expect(await offer('')).toEqual({ provider: null });
    const unknown = idFromUuid('loginProvider', randomUUID());
    expect(await offer(`?provider_id=${unknown}`)).toEqual({ provider: null });
  });

  /** Another replica on the same database, with other trusted issuers. */
  const startTestAppBeside = async (trustedIssuers: string[]) => {
    const { startCloud } = await import('../http/start-cloud.ts');
    const { quietLogger } = await import('../testing/database.ts');
    const beside = await startCloud({ ...cloud.configuration, trustedIssuers }, quietLogger);
    const url = beside.url.replace('localhost', '127.0.0.1').replace('[::1]', '127.0.0.1');
    return {
      fetch: (path: string, body: unknown, cookie = '') =>
        fetch(`${url}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', cookie },
          body: JSON.stringify(body),
        }),
      close: () => beside.close(),
    };
  };
});
