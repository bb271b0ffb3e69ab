import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  idFromUuid,
  type LoginOffer,
  type LoginProviderSetting,
  type LoginProviderTest,
  type Problem,
} from '@eyrie/contracts';
import type { TestPerson } from '../testing/app.ts';
import { startTestReplica } from '../testing/replica.ts';
import { callbackOf, idOf, SignOnScene, whatever } from '../testing/sign-on-scene.ts';

describe('an organisation’s login provider', () => {
  let scene: SignOnScene;
  let owner: TestPerson;
  beforeAll(async () => {
    scene = await SignOnScene.start();
  });
  afterAll(() => scene.close());
  beforeEach(async () => {
    owner = await scene.newOwner();
  });

  it('is offered by its own link, and to nobody who has none where there are several', async () => {
    await scene.newOwner();
    await scene.set(owner);
    const offer = async (query: string) =>
      (await (await fetch(`${scene.cloud.url}/v1/session/provider${query}`)).json()) as LoginOffer;
    expect(await offer(`?provider_id=${idOf(owner)}`)).toEqual({
      provider: { id: idOf(owner), name: 'Acme' },
    });
    expect(await offer('')).toEqual({ provider: null });
    const unknown = idFromUuid('loginProvider', randomUUID());
    expect(await offer(`?provider_id=${unknown}`)).toEqual({ provider: null });
  });

  it('is tried before it is set: discovery, keys, client and secret', async () => {
    const test = async (more: Record<string, unknown>) => {
      const body = scene.settings(more);
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

  it('is not asked at an address that is not public', async () => {
    for (const issuer of [
      'https://127.0.0.1:9999',
      'https://169.254.169.254/latest',
      'https://[::1]/',
      'https://localhost:9999',
    ]) {
      const body = scene.settings({ issuer });
      const answer = await owner.fetch('/v1/login-provider/test', { method: 'POST', body });
      const { works, checks } = (await answer.json()) as LoginProviderTest;
      expect(works).toBe(false);
      expect(checks[0]?.detail).toMatch(/not (a )?public/);
    }
    const body = scene.settings({ issuer: 'http://example.org' });
    const plain = await owner.fetch('/v1/login-provider/test', { method: 'POST', body });
    expect(plain.status).toBe(422);
  });

  it('is the owners’ business, keeps its secret, and asks for it anew for another issuer', async () => {
    const { organisationId } = owner;
    const admin = await scene.cloud.newPerson({ role: 'admin', organisationId });
    expect((await admin.fetch('/v1/login-provider')).status).toBe(403);
    await scene.set(owner);
    const read = await (await owner.fetch('/v1/login-provider')).text();
    expect(JSON.parse(read) as LoginProviderSetting).toMatchObject({
      provider: { has_client_secret: true },
      redirect_uri: callbackOf(organisationId),
    });
    expect(read).not.toContain(scene.provider.clientSecret);
    const same = scene.settings({ name: 'Acme Inc.', client_secret: undefined });
    const kept = await owner.fetch('/v1/login-provider', {
      method: 'PUT',
      body: same,
      headers: whatever,
    });
    expect(kept.status).toBe(200);
    const elsewhere = { ...same, issuer: scene.foreign.issuer };
    const moved = await owner.fetch('/v1/login-provider', {
      method: 'PUT',
      body: elsewhere,
      headers: whatever,
    });
    expect(moved.status).toBe(422);
    const everybody = scene.settings({ email_domains: [] });
    const open = await owner.fetch('/v1/login-provider', {
      method: 'PUT',
      body: everybody,
      headers: whatever,
    });
    expect(open.status).toBe(422);
    const stored = await scene.cloud.database.query<{ all: string }>(
      'SELECT login_provider::text AS all FROM login_provider WHERE organisation_id = $1',
      [organisationId],
    );
    expect(stored[0]?.all).toMatch(/v1\./);
    expect(stored[0]?.all).not.toContain(scene.provider.clientSecret);
  });

  it('is changed by who has seen what it is, the first time too', async () => {
    const body = scene.settings();
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

  it('that is down is a clear problem, at both ends of a log-in', async () => {
    // The one that begins has asked the provider before; the other has not.
    const beside = await startTestReplica(scene.cloud, { trustedIssuers: [scene.shaky.issuer] });
    const post = (url: string, path: string, body: unknown, cookie = '') =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie },
        body: JSON.stringify(body),
      });
    try {
      await scene.set(owner, { issuer: scene.shaky.issuer });
      const { subject } = scene.newcomer(scene.shaky);
      const body = { provider_id: idOf(owner) };
      const first = await post(beside.url, '/v1/session/provider/begin', body);
      const flow = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const { authorization_url } = (await first.json()) as { authorization_url: string };
      const back = await scene.shaky.visit(authorization_url, subject);
      await scene.shaky.close();
      const answered = { ...body, query: back.search };
      const answers = [
        await post(beside.url, '/v1/session/provider', answered, flow),
        await post(scene.cloud.url, '/v1/session/provider/begin', body),
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
      await beside.close();
    }
  });
});
