import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { Agent, request } from 'node:http';
import { fenceHeaders } from '@eyrie/contracts';
import { signAssertion } from '../../apps/cloud-api/src/testing/fleet.ts';
import type { SimulatedSite } from './simulated-site.ts';

/** As many as a gateway would keep open for all sites together. */
const connectionsMax = 2_000;

export interface CloudPlace {
  readonly url: string;
  /** PKCS #8, PEM: of every coordinator. */
  readonly privateKey: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly etag: string | null;
  readonly retryAfterMs: number;
}

/** The connections that all sites share, and the tokens that they send with. */
export class SiteLink {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: connectionsMax });
  readonly #url: URL;
  readonly #key;
  readonly #runs = new WeakMap<SimulatedSite, string>();

  constructor({ url, privateKey }: CloudPlace) {
    this.#url = new URL(url);
    this.#key = createPrivateKey(privateKey);
  }

  sendRecords(site: SimulatedSite, body: string): Promise<Answer> {
    return this.#ask('POST', '/edge/v1/records', authorised(site), body);
  }

  /** What the site is to be, where that is another version than the one named by its tag. */
  readSite(site: SimulatedSite, tag: string | null): Promise<Answer> {
    const condition = tag === null ? {} : { 'if-none-match': tag };
    return this.#ask('GET', '/edge/v1/site', { ...authorised(site), ...condition });
  }

  /** Exchanges an assertion for a token, as each coordinator does every few minutes. */
  async authorise(site: SimulatedSite): Promise<void> {
    const run = this.#runs.get(site) ?? randomUUID();
    this.#runs.set(site, run);
    const assertion = signAssertion(
      site.coordinatorId,
      this.#url.origin,
      (input) => sign('sha256', input, { key: this.#key, dsaEncoding: 'ieee-p1363' }),
      run,
    );
    const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion };
    const answer = await this.#ask('POST', '/edge/v1/token', {}, JSON.stringify(grant));
    if (answer.status !== 200) throw new Error(`No token: ${answer.status} ${answer.body}`);
    const { access_token, expires_in } = JSON.parse(answer.body) as {
      access_token: string;
      expires_in: number;
    };
    // Earlier than need be, and not all in the same second.
    const renewAt = performance.now() + expires_in * (700 + 200 * Math.random());
    site.token = { text: access_token, renewAt };
  }

  close(): void {
    this.#agent.destroy();
  }

  #ask(
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<Answer> {
    const bytes = body === undefined ? null : Buffer.from(body, 'latin1');
    const { hostname, port } = this.#url;
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          agent: this.#agent,
          hostname,
          port,
          method,
          path,
          headers: {
            ...headers,
            ...(bytes
              ? { 'content-type': 'application/json', 'content-length': bytes.length }
              : {}),
          },
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('error', reject);
          response.on('end', () => {
            const { etag = null, 'retry-after': retryAfter } = response.headers;
            resolve({
              status: response.statusCode ?? 0,
              body: Buffer.concat(parts).toString(),
              etag,
              retryAfterMs: Number(retryAfter ?? 1) * 1000,
            });
          });
        },
      );
      asked.on('error', reject);
      asked.end(bytes);
    });
  }
}

function authorised({ token }: SimulatedSite): Record<string, string> {
  return {
    authorization: `Bearer ${token?.text ?? ''}`,
    [fenceHeaders.siteEpoch]: '1',
    [fenceHeaders.term]: '1',
  };
}
