import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { idFromUuid, type LoginProvider, type Problem } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from './app.ts';
import { startLoginProvider, type TestLoginProvider } from './login-provider.ts';

/** A browser that is at the log-in page. */
export interface SignOnBrowser {
  cookies: Map<string, string>;
  post(path: string, body?: unknown): Promise<Response>;
}

const publicUrl = 'http://eyrie.test';
/** Each has its own redirect address, which the providers know before there is one. */
const organisationsMax = 40;

/** A cloud, real login providers, and people and browsers that go between them. */
export class SignOnScene {
  private constructor(
    readonly cloud: TestApp,
    /** The one that `settings` name. */
    readonly provider: TestLoginProvider,
    /** Somebody else's. */
    readonly foreign: TestLoginProvider,
    /** To be closed by the test. */
    readonly shaky: TestLoginProvider,
    private readonly organisations: string[],
  ) {}

  static async start(): Promise<SignOnScene> {
    // The library says at each start that it keeps nothing on disk.
    jest.spyOn(console, 'warn').mockReturnValue();
    jest.spyOn(console, 'info').mockReturnValue();
    const organisations = Array.from({ length: organisationsMax }, () => randomUUID() as string);
    const redirectUris = organisations.map(callbackOf);
    const start = () => startLoginProvider(redirectUris);
    const [provider, foreign, shaky] = await Promise.all([start(), start(), start()]);
    const cloud = await startTestApp({
      publicUrl,
      trustedIssuers: [provider.issuer, foreign.issuer, shaky.issuer],
    });
    return new SignOnScene(cloud, provider, foreign, shaky, organisations);
  }

  async close(): Promise<void> {
    const { cloud, provider, foreign, shaky } = this;
    await Promise.all([cloud.close(), provider.close(), foreign.close(), shaky.close()]);
  }

  /** The owner of an organisation whose redirect address the providers know. */
  async newOwner(): Promise<TestPerson> {
    const organisationId = this.organisations.pop();
    if (organisationId === undefined) throw new Error('The scene has no further organisations.');
    await this.cloud.database.query(
      'INSERT INTO organisation (id, name, event_epoch) VALUES ($1, $2, $3)',
      [organisationId, 'With a provider', '0000cafe'],
    );
    return this.cloud.newPerson({ organisationId });
  }

  settings(more: Record<string, unknown> = {}) {
    return {
      name: 'Acme',
      issuer: this.provider.issuer,
      client_id: this.provider.clientId,
      client_secret: this.provider.clientSecret,
      email_domains: ['acme.example'],
      newcomer_role: 'viewer',
      ...more,
    };
  }

  async set(person: TestPerson, more: Record<string, unknown> = {}): Promise<LoginProvider> {
    const answer = await person.fetch('/v1/login-provider', {
      method: 'PUT',
      body: this.settings(more),
      headers: whatever,
    });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as LoginProvider;
  }

  newBrowser(cookie?: string): SignOnBrowser {
    const cookies = new Map<string, string>();
    if (cookie !== undefined) cookies.set(...(cookie.split('=') as [string, string]));
    return {
      cookies,
      post: async (path, body) => {
        const answer = await fetch(`${this.cloud.url}${path}`, {
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
  }

  /** Where the browser is sent to. */
  async begin(
    browser: SignOnBrowser,
    of: TestPerson,
    path = '/v1/session/provider/begin',
  ): Promise<string> {
    const body = path.startsWith('/v1/account') ? undefined : { provider_id: idOf(of) };
    const answer = await browser.post(path, body);
    if (!answer.ok) throw new Error(await answer.text());
    return ((await answer.json()) as { authorization_url: string }).authorization_url;
  }

  complete(browser: SignOnBrowser, of: TestPerson, back: URL): Promise<Response> {
    return browser.post('/v1/session/provider', { provider_id: idOf(of), query: back.search });
  }

  /** Somebody whom the provider knows, and the cloud does not. */
  newcomer(at: TestLoginProvider, more: { email?: string; verified?: boolean } = {}) {
    const subject = randomUUID();
    const email = more.email ?? `${subject}@acme.example`;
    at.accounts.set(subject, { email, email_verified: more.verified ?? true, name: 'Ada' });
    return { subject, email };
  }

  async logIn(of: TestPerson, subject: string, at = this.provider) {
    const browser = this.newBrowser();
    const back = await at.visit(await this.begin(browser, of), subject);
    return { browser, back, answer: await this.complete(browser, of, back) };
  }

  /** As the session of that browser. */
  ask(browser: SignOnBrowser, path: string, method = 'GET'): Promise<Response> {
    const cookie = `eyrie_session=${browser.cookies.get('eyrie_session')}`;
    return fetch(`${this.cloud.url}${path}`, { method, headers: { cookie } });
  }
}

/** For changes by somebody who does not care what was there. */
export const whatever = { 'if-match': '*' };

/** Where a provider sends people of an organisation (its UUID) back to. */
export function callbackOf(organisationId: string): string {
  return `${publicUrl}/login/callback/${idFromUuid('loginProvider', organisationId)}`;
}

export function idOf({ organisationId }: TestPerson): string {
  return idFromUuid('loginProvider', organisationId);
}

export async function codeOf(answer: Response): Promise<string> {
  return ((await answer.json()) as Problem).code;
}
