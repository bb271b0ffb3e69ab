/** How often and how long to try. Times in milliseconds. */
export interface RetryLimits {
  /** Attempts in all; 1: never again. Default: 4. */
  readonly attemptsMax: number;
  /** The longest single wait. Where the cloud asks for a longer one its refusal is thrown. Default: 30 000. */
  readonly waitMsMax: number;
}

export const defaultRetryLimits: RetryLimits = { attemptsMax: 4, waitMsMax: 30_000 };

/** What became of an attempt. `status` null: no answer came. */
export interface Failure {
  readonly status: number | null;
  readonly code: string | null;
  readonly retryAfterMs: number | null;
}

const firstWaitMs = 250;

/**
 * How long to wait before the next attempt, or null where there shall be none.
 *
 * 429 and 503 say that nothing was done, so anything may be sent again. After a cut, a 502 or a 504
 * nobody knows: only what may happen twice (`isRepeatable`) is.
 * @param attempts how many there were; @param random in [0, 1)
 */
export function waitBeforeRetry(
  { status, code, retryAfterMs }: Failure,
  { isRepeatable, attempts }: { isRepeatable: boolean; attempts: number },
  { attemptsMax, waitMsMax }: RetryLimits,
  random: number,
): number | null {
  const isRefusedForNow = status === 429 || status === 503;
  const isUnknown = status === null || status === 502 || status === 504;
  // The first attempt under this key is still being carried out: its answer is to be had later.
  const isInFlight = code === 'request.idempotency_key_in_flight';
  if (!isRefusedForNow && !isInFlight && !(isUnknown && isRepeatable)) return null;
  if (attempts >= attemptsMax || (retryAfterMs ?? 0) > waitMsMax) return null;
  const growing = Math.min(waitMsMax, firstWaitMs * 2 ** (attempts - 1));
  // A little is added to what the cloud asks for, so that not all come back in the same moment.
  if (retryAfterMs !== null) return Math.min(waitMsMax, retryAfterMs + growing * random);
  return growing * (0.5 + random / 2);
}

/**
 * What an answer says about when to come back: `Retry-After` in seconds or as a date, else the reset of
 * the quota in `RateLimit` of which nothing remains.
 * @param now milliseconds of the Unix epoch
 */
export function retryAfterMsOf(headers: Headers, now: number): number | null {
  const asked = headers.get('retry-after');
  if (asked !== null) {
    const seconds = Number(asked);
    const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(asked) - now;
    if (Number.isFinite(ms)) return Math.max(0, ms);
  }
  const resets = (headers.get('ratelimit') ?? '')
    .split(',')
    .filter((quota) => /;\s*r=0(?!\d)/.test(quota))
    .map((quota) => Number(/;\s*t=(\d+)/.exec(quota)?.[1]) * 1000)
    .filter(Number.isFinite);
  return resets.length === 0 ? null : Math.max(...resets);
}
