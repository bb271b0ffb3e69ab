import type { LoginProviderCheck, LoginProviderTest } from '@eyrie/contracts';
import * as oidc from 'openid-client';

/** Tries what can be tried of a provider without a person: in sentences, and without secrets. */
export async function testProvider(
  discover: () => Promise<oidc.Configuration>,
  redirectUri: string,
): Promise<LoginProviderTest> {
  let client: oidc.Configuration;
  try {
    client = await discover();
  } catch (error) {
    const detail = `No OpenID Connect was found there: ${reasonOf(error)}`;
    return { works: false, checks: [{ name: 'discovery', outcome: 'wrong', detail }] };
  }
  const server = client.serverMetadata();
  const checks: LoginProviderCheck[] = [
    { name: 'discovery', outcome: 'right', detail: `${server.issuer} describes itself.` },
    codeFlow(server),
    signingKeys(server),
    await clientCheck(client, redirectUri),
  ];
  return { works: checks.every(({ outcome }) => outcome !== 'wrong'), checks };
}

function codeFlow(server: Readonly<oidc.ServerMetadata>): LoginProviderCheck {
  const name = 'code_flow';
  if (!server.authorization_endpoint || !server.token_endpoint) {
    const detail = 'It names no address to log in at, or none for tokens.';
    return { name, outcome: 'wrong', detail };
  }
  const types = server.response_types_supported;
  if (types && !types.includes('code')) {
    return { name, outcome: 'wrong', detail: 'It does not offer the authorisation code flow.' };
  }
  const methods = server.code_challenge_methods_supported;
  if (methods && !methods.includes('S256')) {
    return { name, outcome: 'wrong', detail: 'It does not know PKCE with S256.' };
  }
  return methods
    ? { name, outcome: 'right', detail: 'Authorisation code with PKCE.' }
    : { name, outcome: 'unknown', detail: 'It does not say whether it knows PKCE.' };
}

function signingKeys(server: Readonly<oidc.ServerMetadata>): LoginProviderCheck {
  return server.jwks_uri
    ? { name: 'signing_keys', outcome: 'right', detail: 'Its keys are published.' }
    : { name: 'signing_keys', outcome: 'wrong', detail: 'It publishes no keys.' };
}

/** A code that nobody was given: who is refused for the code has been believed as a client. */
async function clientCheck(
  client: oidc.Configuration,
  redirectUri: string,
): Promise<LoginProviderCheck> {
  const name = 'client';
  try {
    await oidc.genericGrantRequest(client, 'authorization_code', {
      code: 'not-a-code',
      redirect_uri: redirectUri,
      code_verifier: oidc.randomPKCECodeVerifier(),
    });
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === 'invalid_grant') {
      return { name, outcome: 'right', detail: 'It knows the client and its secret.' };
    }
    if (code === 'invalid_client' || code === 'unauthorized_client') {
      return { name, outcome: 'wrong', detail: 'It refuses the client id or the secret.' };
    }
    return { name, outcome: 'unknown', detail: `It could not be told: ${reasonOf(error)}` };
  }
  return { name, outcome: 'unknown', detail: 'It answered a code that it has never given.' };
}

/** The error of OAuth 2.0 in a provider's answer, however it was sent. */
export function errorCodeOf(error: unknown): string | null {
  const { error: direct, cause } = error as { error?: unknown; cause?: unknown };
  if (typeof direct === 'string') return direct;
  if (!Array.isArray(cause)) return null;
  const [challenge] = cause as { parameters?: { error?: unknown } }[];
  const code = challenge?.parameters?.error;
  return typeof code === 'string' ? code : null;
}

/** The innermost reason, in a line. */
function reasonOf(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  const { message, code } = inner as { message?: string; code?: string };
  return (message || code || 'no reason was given').slice(0, 300);
}
