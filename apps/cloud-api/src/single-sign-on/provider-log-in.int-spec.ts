import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Account,
  type AuditEntry,
  idFromUuid,
  type Problem,
  type ProviderConnection,
  type Session,
} from '@eyrie/contracts';
import type { TestPerson } from '../testing/app.ts';
import { callbackOf, codeOf, idOf, SignOnScene, whatever } from '../testing/sign-on-scene.ts';

describe('a log-in through an organisation’s provider', () => {
  let scene: SignOnScene;
  let owner: TestPerson;
  beforeAll(async () => {
    scene = await SignOnScene.start();
  });
  afterAll(() => scene.close());
  beforeEach(async () => {
    owner = await scene.newOwner();
  });

  it('lets a newcomer in with the role of newcomers, and knows him again by his subject', async () => {
    await scene.set(owner);
    const { subject, email } = scene.newcomer(scene.provider);
    const first = await scene.logIn(owner, subject);
    expect(first.answer.status).toBe(201);
    const session = (await first.answer.json()) as Session;
    expect(session).toMatchObject({ user: { email, name: 'Ada' }, role: 'viewer' });
    const [set_] = first.answer.headers.getSetCookie().filter((one) => /^eyrie_session=/.test(one));
    expect(set_).toMatch(/HttpOnly.*SameSite=Lax/);
    // The address at the provider changes; the person is the same.
    scene.provider.accounts.set(subject, { email: 'married@acme.example', email_verified: true });
    const second = await scene.logIn(owner, subject);
    expect(((await second.answer.json()) as Session).user.id).toBe(session.user.id);
    const people = await scene.cloud.database.query(
      'SELECT 1 FROM app_user WHERE organisation_id = $1',
      [owner.organisationId],
    );
    expect(people.length).toBe(2);
    const account = (await (await scene.ask(second.browser, '/v1/account')).json()) as Account;
    expect(account).toMatchObject({ has_password: false, through_provider: true });
  });

  it('asks with a code, PKCE, state and nonce, and with nothing secret in the address', async () => {
    await scene.set(owner);
    const url = new URL(await scene.begin(scene.newBrowser(), owner));
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      redirect_uri: callbackOf(owner.organisationId),
    });
    expect(url.href).not.toContain(scene.provider.clientSecret);
  });

  it('takes an invitation at its word: role and sites are those of it, and it is used up', async () => {
    await scene.set(owner, { newcomer_role: null });
    const { subject, email } = scene.newcomer(scene.provider);
    const refused = await scene.logIn(owner, subject);
    expect(refused.answer.status).toBe(403);
    expect(await codeOf(refused.answer)).toBe('login_provider.not_invited');
    const body = { email, role: 'operator' };
    const invited = await owner.fetch('/v1/invitations', { method: 'POST', body });
    expect(invited.status).toBe(201);
    const { link } = (await invited.json()) as { link: string };
    const { answer } = await scene.logIn(owner, subject);
    expect(((await answer.json()) as Session).role).toBe('operator');
    const again = await fetch(`${scene.cloud.url}/v1/invitations/look-up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: link.split('#')[1] }),
    });
    expect(again.ok).toBe(false);
  });

  it('keeps out whom somebody has taken out, until he is invited again', async () => {
    await scene.set(owner);
    const { subject, email } = scene.newcomer(scene.provider);
    const { answer, browser } = await scene.logIn(owner, subject);
    const { user } = (await answer.json()) as Session;
    expect((await owner.fetch(`/v1/people/${user.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await scene.ask(browser, '/v1/session')).status).toBe(401);
    expect(await codeOf((await scene.logIn(owner, subject)).answer)).toBe(
      'login_provider.not_invited',
    );
    await owner.fetch('/v1/invitations', { method: 'POST', body: { email, role: 'viewer' } });
    expect((await scene.logIn(owner, subject)).answer.status).toBe(201);
  });

  describe('cannot take over an account', () => {
    it('of another organisation: the same address is somebody else there', async () => {
      const victim = await scene.cloud.newPerson();
      await scene.set(owner, { email_domains: [], newcomer_role: null });
      const body = { email: victim.email, role: 'viewer' };
      await owner.fetch('/v1/invitations', { method: 'POST', body });
      const { subject } = scene.newcomer(scene.provider, { email: victim.email });
      const { answer, browser } = await scene.logIn(owner, subject);
      expect(answer.status).toBe(201);
      const session = (await answer.json()) as Session;
      expect(session.user.id).not.toBe(idFromUuid('user', victim.userId));
      const account = (await (await scene.ask(browser, '/v1/account')).json()) as Account;
      expect(account.organisations.map(({ id }) => id)).toEqual([
        idFromUuid('organisation', owner.organisationId),
      ]);
      // The victim logs in as before, and sees nothing of it.
      expect(
        ((await (await victim.fetch('/v1/account')).json()) as Account).organisations,
      ).toHaveLength(1);
    });

    it('of a member who has a password, with a verified address or not', async () => {
      await scene.set(owner, { email_domains: [], newcomer_role: null });
      for (const verified of [true, false]) {
        const { subject } = scene.newcomer(scene.provider, { email: owner.email, verified });
        const { answer } = await scene.logIn(owner, subject);
        expect(await codeOf(answer)).toBe(
          verified ? 'login_provider.connect_first' : 'login_provider.email_not_verified',
        );
      }
    });

    it('of who is connected: the session is good for that organisation and nothing else', async () => {
      const other = await scene.cloud.newPerson();
      await scene.cloud.database.query(
        `WITH person AS (INSERT INTO app_user (organisation_id, id, email, name)
           VALUES ($1, $2, $3, 'Both') RETURNING id)
         INSERT INTO membership (organisation_id, user_id, role) SELECT $1, id, 'owner' FROM person`,
        [other.organisationId, owner.userId, owner.email],
      );
      await scene.set(owner, { email_domains: [], newcomer_role: null });
      const { subject } = scene.newcomer(scene.provider, { email: owner.email });
      await connect(owner, subject);
      const { answer, browser } = await scene.logIn(owner, subject);
      expect(((await answer.json()) as Session).user.id).toBe(idFromUuid('user', owner.userId));
      const account = (await (await scene.ask(browser, '/v1/account')).json()) as Account;
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
      expect((await scene.ask(browser, '/v1/account/sessions', 'DELETE')).status).toBe(204);
      const alive = await fetch(`${scene.cloud.url}/v1/session`, { headers: { cookie } });
      expect(alive.status).toBe(200);
    });

    it('by a foreign domain', async () => {
      await scene.set(owner);
      const { subject } = scene.newcomer(scene.provider, {
        email: 'somebody@acme.example.evil.example',
      });
      expect(await codeOf((await scene.logIn(owner, subject)).answer)).toBe(
        'login_provider.domain_not_allowed',
      );
    });
  });

  const connect = async (person: TestPerson, subject: string) => {
    const browser = scene.newBrowser(person.cookie);
    const back = await scene.provider.visit(
      await scene.begin(browser, person, '/v1/account/provider/begin'),
      subject,
    );
    const body = { provider_id: idOf(person), query: back.search };
    return browser.post('/v1/account/provider', body);
  };

  it('is connected by whoever is logged in with the password, under the same address only', async () => {
    await scene.set(owner, { email_domains: [], newcomer_role: null });
    const other = scene.newcomer(scene.provider);
    expect(await codeOf(await connect(owner, other.subject))).toBe('login_provider.other_email');
    const { subject } = scene.newcomer(scene.provider, { email: owner.email.toUpperCase() });
    const connected = await connect(owner, subject);
    expect(connected.status).toBe(200);
    expect((await connected.json()) as ProviderConnection).toMatchObject({
      provider: { name: 'Acme' },
      connected_at: expect.any(String),
    });
    expect((await scene.logIn(owner, subject)).answer.status).toBe(201);
    const gone = await owner.fetch('/v1/account/provider', { method: 'DELETE' });
    expect(gone.status).toBe(204);
    expect(await codeOf((await scene.logIn(owner, subject)).answer)).toBe(
      'login_provider.connect_first',
    );
    const { items } = (await (
      await owner.fetch('/v1/audit?operation=account.provider.')
    ).json()) as { items: AuditEntry[] };
    expect(items.map(({ operation, actor }) => [operation, actor.name])).toEqual([
      ['account.provider.disconnect', owner.email],
      ['account.provider.connect', owner.email],
    ]);
  });

  it('says why nobody was let in there', async () => {
    await scene.set(owner);
    const browser = scene.newBrowser();
    const state = new URL(await scene.begin(browser, owner)).searchParams.get('state') ?? '';
    const back = new URL(callbackOf(owner.organisationId));
    back.search = new URLSearchParams({
      error: 'access_denied',
      state,
      iss: scene.provider.issuer,
    }).toString();
    const answer = await scene.complete(browser, owner, back);
    expect(answer.status).toBe(401);
    expect((await answer.json()) as Problem).toMatchObject({
      code: 'login_provider.refused',
      detail: expect.stringContaining('access_denied'),
    });
  });

  it('ends with the sessions it opened, and leaves those of passwords', async () => {
    await scene.set(owner);
    const { browser } = await scene.logIn(owner, scene.newcomer(scene.provider).subject);
    expect((await scene.ask(browser, '/v1/session')).status).toBe(200);
    expect(
      (await owner.fetch('/v1/login-provider', { method: 'DELETE', headers: whatever })).status,
    ).toBe(204);
    expect((await scene.ask(browser, '/v1/session')).status).toBe(401);
    expect((await owner.fetch('/v1/session')).status).toBe(200);
  });

  it('ends its session with the log-out, and is written in the audit log', async () => {
    await scene.set(owner);
    const { subject, email } = scene.newcomer(scene.provider);
    const { browser } = await scene.logIn(owner, subject);
    expect((await scene.ask(browser, '/v1/session', 'DELETE')).status).toBe(204);
    expect((await scene.ask(browser, '/v1/session')).status).toBe(401);
    const entries = (await (
      await owner.fetch('/v1/audit?operation=session.provider.&page_size=20')
    ).json()) as { items: AuditEntry[] };
    expect(entries.items.map(({ actor, object }) => [actor.name, object?.kind])).toEqual([
      [email, 'session'],
      [email, 'person'],
    ]);
  });
});
