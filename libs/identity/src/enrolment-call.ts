import { enrolmentSchema, type Enrolment, type EnrolmentRequest } from '@eyrie/contracts';
import { type Fetch, describeProblem, reasonOf } from './cloud-answer.ts';
import { retryAfterMs } from './back-off.ts';

/** How one attempt ended: enrolled, refused for good, or to be tried again. */
export type EnrolmentOutcome =
  | { readonly type: 'enrolled'; readonly enrolment: Enrolment }
  | { readonly type: 'refused'; readonly status: number; readonly detail: string }
  /** A person has to decide. */
  | { readonly type: 'pending'; readonly retryAfterMs: number | null }
  | { readonly type: 'later'; readonly reason: string; readonly retryAfterMs: number | null };

/** The token is wrong, used up, revoked, or the request is not one that the cloud understands. */
const refusals: ReadonlySet<number> = new Set([400, 401, 403, 409, 410, 413, 422]);
const attemptMsMax = 20_000;

/** `POST /edge/v1/enrol`, once. Never throws for what the network or the cloud did. */
export async function enrolOnce(
  fetch: Fetch,
  cloudUrl: string,
  request: EnrolmentRequest,
  signal?: AbortSignal,
): Promise<EnrolmentOutcome> {
  const timeout = AbortSignal.timeout(attemptMsMax);
  try {
    const response = await fetch(`${cloudUrl}/edge/v1/enrol`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(request),
      // The token must not travel to wherever a redirect points.
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    if (response.status === 200 || response.status === 201) {
      return { type: 'enrolled', enrolment: enrolmentSchema.parse(await response.json()) };
    }
    const wish = retryAfterMs(response.headers.get('retry-after'), Date.now());
    if (response.status === 202) {
      await response.body?.cancel();
      return { type: 'pending', retryAfterMs: wish };
    }
    const detail = await describeProblem(response);
    if (refusals.has(response.status)) return { type: 'refused', status: response.status, detail };
    return {
      type: 'later',
      reason: `The cloud answered ${response.status} (${detail}).`,
      retryAfterMs: wish,
    };
  } catch (error) {
    signal?.throwIfAborted();
    return {
      type: 'later',
      reason: `The cloud cannot be reached (${reasonOf(error)}).`,
      retryAfterMs: null,
    };
  }
}
