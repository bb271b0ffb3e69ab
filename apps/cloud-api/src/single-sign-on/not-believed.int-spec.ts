import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { TestPerson } from '../testing/app.ts';
import { idToken, type IdTokenForgery } from '../testing/login-provider.ts';
import { codeOf, idOf, SignOnScene } from '../testing/sign-on-scene.ts';

const refused = 'login_provider.answer_refused';

describe('the answer of a login provider is not believed', () => {
  let scene: SignOnScene;
  let owner: TestPerson;
  let subject: string;
  beforeAll(async () => {
    scene = await SignOnScene.start();
  });
  afterAll(() => scene.close());
  beforeEach(async () => {
    owner = await scene.newOwner();
    await scene.set(owner);
    ({ subject } = scene.newcomer(scene.provider));
  });

  it('with another state than was sent', async () => {
    const browser = scene.newBrowser();
    const back = await scene.provider.visit(await scene.begin(browser, owner), subject);
    back.searchParams.set('state', 'x'.repeat(43));
    expect(await codeOf(await scene.complete(browser, owner, back))).toBe(refused);
  });

  it('in another browser than the one that began (log-in CSRF)', async () => {
    const back = await scene.provider.visit(await scene.begin(scene.newBrowser(), owner), subject);
    expect(await codeOf(await scene.complete(scene.newBrowser(), owner, back))).toBe(refused);
    const busy = scene.newBrowser();
    await scene.begin(busy, owner);
    expect(await codeOf(await scene.complete(busy, owner, back))).toBe(refused);
  });

  it('with another nonce than was sent', async () => {
    const browser = scene.newBrowser();
    const url = new URL(await scene.begin(browser, owner));
    url.searchParams.set('nonce', 'another');
    const back = await scene.provider.visit(url.href, subject);
    expect(await codeOf(await scene.complete(browser, owner, back))).toBe(refused);
  });

  it('with another code challenge than was sent', async () => {
    const browser = scene.newBrowser();
    const url = new URL(await scene.begin(browser, owner));
    url.searchParams.set('code_challenge', 'A'.repeat(43));
    const back = await scene.provider.visit(url.href, subject);
    expect(await codeOf(await scene.complete(browser, owner, back))).toBe(refused);
  });

  it('when its answer comes twice', async () => {
    const browser = scene.newBrowser();
    const back = await scene.provider.visit(await scene.begin(browser, owner), subject);
    const flow = browser.cookies.get('eyrie_login') ?? '';
    expect((await scene.complete(browser, owner, back)).status).toBe(201);
    expect(browser.cookies.get('eyrie_login')).toBe('');
    // The browser has forgotten it; a thief who has both has a code that was used.
    browser.cookies.set('eyrie_login', flow);
    expect(await codeOf(await scene.complete(browser, owner, back))).toBe(refused);
  });

  it('where another issuer names itself in the answer (mix-up)', async () => {
    const browser = scene.newBrowser();
    const back = await scene.provider.visit(await scene.begin(browser, owner), subject);
    back.searchParams.set('iss', scene.foreign.issuer);
    expect(await codeOf(await scene.complete(browser, owner, back))).toBe(refused);
    back.searchParams.delete('iss');
    expect(await codeOf(await scene.complete(browser, owner, back))).toBe(refused);
  });

  it('with the code of another organisation’s provider', async () => {
    const stranger = await scene.newOwner();
    await scene.set(stranger, { issuer: scene.foreign.issuer });
    const theirs = scene.newcomer(scene.foreign);
    const [mine, others] = [scene.newBrowser(), scene.newBrowser()];
    const back = await scene.foreign.visit(await scene.begin(others, stranger), theirs.subject);
    await scene.begin(mine, owner);
    expect(await codeOf(await scene.complete(mine, owner, back))).toBe(refused);
    // Nor is what was begun for one organisation an answer for another.
    expect(await codeOf(await scene.complete(others, owner, back))).toBe(refused);
  });

  it('after the provider was set to another one meanwhile', async () => {
    const browser = scene.newBrowser();
    const back = await scene.provider.visit(await scene.begin(browser, owner), subject);
    await scene.set(owner, { issuer: scene.foreign.issuer });
    expect(await codeOf(await scene.complete(browser, owner, back))).toBe(refused);
  });

  const hour = 3_600;
  const now = () => Math.floor(Date.now() / 1000);
  it.each<[string, IdTokenForgery]>([
    ['that has expired', (claims, key) => idToken({ ...claims, exp: now() - 40 }, key)],
    ['of later', (claims, key) => idToken({ ...claims, nbf: now() + hour }, key)],
    ['for another client', (claims, key) => idToken({ ...claims, aud: 'other' }, key)],
    ['of another issuer', (claims, key) => idToken({ ...claims, iss: scene.foreign.issuer }, key)],
    ['without a nonce', (claims, key) => idToken({ ...claims, nonce: undefined }, key)],
    ['that nobody signed', (claims) => idToken(claims, null)],
    [
      'signed with another key',
      (claims) => idToken(claims, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
    ],
  ])('with a token %s', async (_, forgery) => {
    scene.provider.forge(forgery);
    try {
      const { answer } = await scene.logIn(owner, subject);
      expect(await codeOf(answer)).toBe(refused);
    } finally {
      scene.provider.forge(null);
    }
  });

  it('with a flow that somebody made himself', async () => {
    const browser = scene.newBrowser();
    const back = await scene.provider.visit(await scene.begin(browser, owner), subject);
    browser.cookies.set('eyrie_login', 'v1.0000000000000000.AAAA.AAAA');
    expect(await codeOf(await scene.complete(browser, owner, back))).toBe(refused);
  });

  it('from a page of another site', async () => {
    const answer = await fetch(`${scene.cloud.url}/v1/session/provider`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
      body: JSON.stringify({ provider_id: idOf(owner), query: '' }),
    });
    expect(answer.status).toBe(403);
  });
});
