import {
  enrolmentChallengeSchema,
  enrolmentSchema,
  type Enrolment,
  type EnrolmentChallenge,
  type EnrolmentRequest,
} from '@eyrie/contracts';
import { type Fetch, describeProblem, reasonOf } from './cloud-answer.ts';
import { retryAfterMs } from './back-off.ts';

/** How one attempt ended: enrolled, refused for good, or to be tried again. */
export type EnrolmentOutcome =
  | { readonly type: 'enrolled'; readonly enrolment: Enrolment }
  | { readonly type: 'refused'; readonly status: number; readonly detail: string }
  /** A person has to decide. */
  | { readonly type: 'pending'; readonly retryAfterMs: number | null }
  | { readonly type: 'later'; readonly reason: string; readonly retryAfterMs: number | null };

type Later = Extract<EnrolmentOutcome, { type: 'later' }>;

/** How asking for a nonce ended. */
export type ChallengeOutcome =
  { readonly type: 'challenge'; readonly challenge: EnrolmentChallenge } | Later;

/** The token is wrong, used up, revoked, or the request is not one that the cloud understands. */
const refusals: ReadonlySet<number> = new Set([400, 401, 403, 409, 410, 413, 422]);
const attemptMsMax = 20_000;

/** `POST /edge/v1/enrolment/challenge`, once. Never throws for what the network or the cloud did. */
export async function askChallenge(
  fetch: Fetch,
  cloudUrl: string,
  signal?: AbortSignal,
): Promise<ChallengeOutcome> {
  try {
    const response = await post(fetch, `${cloudUrl}/edge/v1/enrolment/challenge`, {}, signal);
    if (response.status === 200) {
      const challenge = enrolmentChallengeSchema.parse(await response.json());
      return { type: 'challenge', challenge };
    }
    return await later(response);
  } catch (error) {
    return unreached(error, signal);
  }
}

/** `POST /edge/v1/enrol`, once. Never throws for what the network or the cloud did. */
export async function enrolOnce(
  fetch: Fetch,
  cloudUrl: string,
  request: EnrolmentRequest,
  signal?: AbortSignal,
): Promise<EnrolmentOutcome> {
  try {
    const response = await post(fetch, `${cloudUrl}/edge/v1/enrol`, request, signal);
    if (response.status === 200 || response.status === 201) {
      return { type: 'enrolled', enrolment: enrolmentSchema.parse(await response.json()) };
    }
    if (response.status === 202) {
      const wish = retryAfterMs(response.headers.get('retry-after'), Date.now());
      await response.body?.cancel();
      return { type: 'pending', retryAfterMs: wish };
    }
    if (!refusals.has(response.status)) return await later(response);
    const detail = await describeProblem(response);
    return { type: 'refused', status: response.status, detail };
  } catch (error) {
    return unreached(error, signal);
  }
}

type FetchAnswer = Awaited<ReturnType<Fetch>>;

function post(
  fetch: Fetch,
  url: string,
  body: unknown,
  signal: AbortSignal | undefined,
): Promise<FetchAnswer> {
  const timeout = AbortSignal.timeout(attemptMsMax);
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
    // The token must not travel to wherever a redirect points.
    redirect: 'error',
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
}

async function later(response: FetchAnswer): Promise<Later> {
  const wish = retryAfterMs(response.headers.get('retry-after'), Date.now());
  const detail = await describeProblem(response);
  return {
    type: 'later',
    reason: `The cloud answered ${response.status} (${detail}).`,
    retryAfterMs: wish,
  };
}

/** Throws the signal's reason where that is why. */
function unreached(error: unknown, signal: AbortSignal | undefined): Later {
  signal?.throwIfAborted();
  return {
    type: 'later',
    reason: `The cloud cannot be reached (${reasonOf(error)}).`,
    retryAfterMs: null,
  };
}
