import {
  renewedCertificateSchema,
  type CertificateRenewal,
  type RenewedCertificate,
} from '@eyrie/contracts';
import { retryAfterMs } from './back-off.ts';
import { describeProblem, reasonOf, type Fetch } from './cloud-answer.ts';
import { CloudUnavailable, RenewalRefused } from './errors.ts';
import type { TokenSource } from './token-source.ts';

const attemptMsMax = 20_000;
const refusals: ReadonlySet<number> = new Set([400, 403, 404, 409, 413, 422]);

/** `POST /edge/v1/certificate`, once. @throws RenewalRefused, TokenRefused, CloudUnavailable */
export async function renewOnce(
  fetch: Fetch,
  cloudUrl: string,
  tokens: TokenSource,
  renewal: CertificateRenewal,
): Promise<RenewedCertificate> {
  const token = await tokens.get();
  let response: Awaited<ReturnType<Fetch>>;
  try {
    response = await fetch(`${cloudUrl}/edge/v1/certificate`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify(renewal),
      redirect: 'error',
      signal: AbortSignal.timeout(attemptMsMax),
    });
  } catch (error) {
    throw new CloudUnavailable(`it cannot be reached (${reasonOf(error)})`, null, error);
  }
  if (response.status === 200) {
    const renewed = renewedCertificateSchema.safeParse(await response.json().catch(() => null));
    if (renewed.success) return renewed.data;
    throw new CloudUnavailable('its new certificate is not understood', null);
  }
  const detail = await describeProblem(response);
  if (response.status === 401) tokens.drop(token);
  if (refusals.has(response.status)) throw new RenewalRefused(response.status, detail);
  const wish = retryAfterMs(response.headers.get('retry-after'), Date.now());
  throw new CloudUnavailable(`no new certificate (${response.status}: ${detail})`, wish);
}
