import { siteTrustSchema, type SiteTrust, type TrustReport } from '@eyrie/contracts';
import { retryAfterMs } from './back-off.ts';
import { describeProblem, reasonOf, type Fetch } from './cloud-answer.ts';
import { CloudUnavailable } from './errors.ts';
import type { TokenSource } from './token-source.ts';

const attemptMsMax = 20_000;

/** `POST /edge/v1/certificate/trust`, once. @throws TokenRefused, CloudUnavailable */
export async function askTrust(
  fetch: Fetch,
  cloudUrl: string,
  tokens: TokenSource,
  report: TrustReport,
): Promise<SiteTrust> {
  const token = await tokens.get();
  let response: Awaited<ReturnType<Fetch>>;
  try {
    response = await fetch(`${cloudUrl}/edge/v1/certificate/trust`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify(report),
      redirect: 'error',
      signal: AbortSignal.timeout(attemptMsMax),
    });
  } catch (error) {
    throw new CloudUnavailable(`it cannot be reached (${reasonOf(error)})`, null, error);
  }
  if (response.status === 200) {
    const trust = siteTrustSchema.safeParse(await response.json().catch(() => null));
    if (trust.success) return trust.data;
    throw new CloudUnavailable('what it wants to be trusted is not understood', null);
  }
  if (response.status === 401) tokens.drop(token);
  const wish = retryAfterMs(response.headers.get('retry-after'), Date.now());
  const detail = await describeProblem(response);
  throw new CloudUnavailable(`no word on trust (${response.status}: ${detail})`, wish);
}
