import { randomUUID } from 'node:crypto';
import { accessTokenSchema, type AccessToken, type tokenRequestSchema } from '@eyrie/contracts';
import { SignJWT } from 'jose';
import { BackOff, retryAfterMs } from './back-off.ts';
import { describeProblem, reasonOf, type Fetch } from './cloud-answer.ts';
import type { DeviceIdentity } from './device-identity.ts';
import { CloudUnavailable, TokenRefused } from './errors.ts';

type TokenRequest = (typeof tokenRequestSchema)['_output'];

const assertionSeconds = 50;
const attemptMsMax = 15_000;
/** A token is exchanged for a new one after this part of its life. */
const partOfLife = 0.8;
/** Below this the cloud's Date header says nothing: it has whole seconds, and the way takes time. */
const clockErrorMsMin = 3_000;

export interface AccessTokensOptions {
  readonly fetch?: Fetch;
  /** Wall clock, ms since 1970. Default Date.now. */
  readonly now?: () => number;
  /** Pauses after the word that the device is revoked, within which that is the answer. Default 0.5 s up to a minute. */
  readonly refusals?: BackOff;
}

/** The device's bearer tokens for the cloud (RFC 7523): fetched when needed, one exchange at a time. */
export class AccessTokens {
  readonly #identity: Pick<DeviceIdentity, 'deviceId' | 'privateKey' | 'cloudUrl' | 'run'>;
  readonly #fetch: Fetch;
  readonly #now: () => number;
  #held: { token: string; until: number } | null = null;
  #underWay: Promise<string> | null = null;
  /** What the cloud said last, and until when it is not asked again. */
  #refused: { error: TokenRefused; until: number } | null = null;
  readonly #refusals: BackOff;
  /** How far the cloud's clock is ahead of ours, once an assertion was refused for it. */
  #clockAheadMs = 0;

  constructor(
    identity: Pick<DeviceIdentity, 'deviceId' | 'privateKey' | 'cloudUrl' | 'run'>,
    {
      fetch = globalThis.fetch,
      now = Date.now,
      refusals = new BackOff({ firstMs: 500, mostMs: 60_000 }),
    }: AccessTokensOptions = {},
  ) {
    this.#refusals = refusals;
    this.#identity = identity;
    this.#fetch = fetch;
    this.#now = now;
  }

  /**
   * A token that is good for some time yet.
   * @throws TokenRefused, CloudUnavailable
   */
  get(): Promise<string> {
    if (this.#held && this.#now() < this.#held.until) return Promise.resolve(this.#held.token);
    if (this.#refused && this.#now() < this.#refused.until) {
      return Promise.reject(this.#refused.error);
    }
    this.#underWay ??= this.#exchange().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  /** Why the cloud lets this device in no more, by its last word; null while it does. */
  get revocation(): string | null {
    return this.#refused?.error.revocation ?? null;
  }

  /** Forgets a token that the cloud answered 401 to. A newer one, fetched meanwhile, is kept. */
  drop(token: string): void {
    if (this.#held?.token === token) this.#held = null;
  }

  async #exchange(): Promise<string> {
    let response = await this.#post();
    if (response.status === 401 && this.#learnClock(response.headers.get('date'))) {
      await response.body?.cancel();
      // A Pi has no clock of its own: after a cold start its assertion may be from another year.
      response = await this.#post();
    }
    if (response.status === 401 || response.status === 403) {
      const error = new TokenRefused(response.status, await describeProblem(response));
      // A revoked device stays one: it asks less and less. Other refusals may be a matter of clocks.
      if (error.revocation !== null) {
        this.#refused = { error, until: this.#now() + this.#refusals.next() };
      }
      throw error;
    }
    if (response.status !== 200) {
      const wish = retryAfterMs(response.headers.get('retry-after'), this.#now());
      const detail = await describeProblem(response);
      throw new CloudUnavailable(`no token (${response.status}: ${detail})`, wish);
    }
    const answer = await response.json().then(readToken);
    this.#refused = null;
    this.#refusals.reset();
    this.#held = {
      token: answer.access_token,
      until: this.#now() + answer.expires_in * 1000 * partOfLife,
    };
    return answer.access_token;
  }

  async #post(): ReturnType<Fetch> {
    const request: TokenRequest = {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: await this.#assertion(),
    };
    try {
      return await this.#fetch(`${this.#identity.cloudUrl}/edge/v1/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(request),
        redirect: 'error',
        signal: AbortSignal.timeout(attemptMsMax),
      });
    } catch (error) {
      throw new CloudUnavailable(`it cannot be reached (${reasonOf(error)})`, null, error);
    }
  }

  #assertion(): Promise<string> {
    const { deviceId, privateKey, cloudUrl, run } = this.#identity;
    const issuedAt = Math.floor((this.#now() + this.#clockAheadMs) / 1000);
    return new SignJWT({ run: run.id, start: run.start })
      .setProtectedHeader({ alg: 'ES256', kid: deviceId, typ: 'JWT' })
      .setIssuer(deviceId)
      .setSubject(deviceId)
      .setAudience(new URL(cloudUrl).origin)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + assertionSeconds)
      .sign(privateKey);
  }

  /** True when the cloud's clock differs from what was assumed, so that asking again makes sense. */
  #learnClock(date: string | null): boolean {
    const cloudNow = Date.parse(date ?? '');
    if (!Number.isFinite(cloudNow)) return false;
    const aheadMs = cloudNow - this.#now();
    if (Math.abs(aheadMs - this.#clockAheadMs) < clockErrorMsMin) return false;
    this.#clockAheadMs = aheadMs;
    return true;
  }
}

function readToken(body: unknown): AccessToken {
  const parsed = accessTokenSchema.safeParse(body);
  if (!parsed.success) throw new CloudUnavailable('its token answer is not understood', null);
  return parsed.data;
}
