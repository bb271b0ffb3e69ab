import { idFromUuid } from '@eyrie/contracts';
import { newUuid } from '../database/uuid.ts';
import type { TestApp, TestPerson } from './app.ts';
import { expectAnswer } from './expect-answer.ts';
import { startLoginProvider, type TestLoginProvider } from './login-provider.ts';

/** Begun in a browser, and answered by the provider. */
export interface AnsweredLogin {
  body: { provider_id: string; query: string };
  /** The cookie of what was begun. */
  cookie: string;
}

const started = new WeakMap<TestPerson, Promise<TestLoginProvider>>();

export function providerIdOf({ organisationId }: Pick<TestPerson, 'organisationId'>): string {
  return idFromUuid('loginProvider', organisationId);
}

/** What an owner sets; the provider is a real one, started at the first question. */
export async function providerSettings(cloud: TestApp, owner: TestPerson) {
  const { issuer, clientId, clientSecret } = await providerOf(cloud, owner);
  return { name: 'Acme', issuer, client_id: clientId, client_secret: clientSecret };
}

export async function setProvider(cloud: TestApp, owner: TestPerson): Promise<void> {
  const body = await providerSettings(cloud, owner);
  await expectAnswer(owner, '/v1/login-provider', {
    method: 'PUT',
    body,
    headers: { 'if-match': '*' },
  });
}

/** The provider of the owner's organisation. It does not keep the process alive. */
function providerOf(cloud: TestApp, owner: TestPerson): Promise<TestLoginProvider> {
  const known = started.get(owner);
  if (known) return known;
  const origin = new URL(cloud.configuration.publicUrl).origin;
  const redirectUri = `${origin}/login/callback/${providerIdOf(owner)}`;
  const provider = startLoginProvider([redirectUri]).then((found) => {
    cloud.configuration.trustedIssuers.push(found.issuer);
    return found;
  });
  started.set(owner, provider);
  return provider;
}

/** Somebody with that address logs in there; `as` where a session begins it. */
export async function answerLogin(
  cloud: TestApp,
  owner: TestPerson,
  email: string,
  as?: TestPerson,
): Promise<AnsweredLogin> {
  await setProvider(cloud, owner);
  const provider = await providerOf(cloud, owner);
  const begun = as
    ? await as.fetch('/v1/account/provider/begin', { method: 'POST' })
    : await fetch(`${cloud.url}/v1/session/provider/begin`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ provider_id: providerIdOf(owner) }),
      });
  if (!begun.ok) throw new Error(await begun.text());
  const { authorization_url } = (await begun.json()) as { authorization_url: string };
  const subject = newUuid();
  provider.accounts.set(subject, { email, email_verified: true, name: 'Ada' });
  const back = await provider.visit(authorization_url, subject);
  return {
    body: { provider_id: providerIdOf(owner), query: back.search },
    cookie: begun.headers.getSetCookie()[0]?.split(';')[0] ?? '',
  };
}
