import type { LoginProvider } from '@eyrie/contracts';

interface Fields {
  name: string;
  issuer: string;
  clientId: string;
  secret: string;
  domains: string;
  newcomer: 'none' | 'viewer' | 'operator';
  provider: LoginProvider | null;
}

/** What the form asks the cloud for. An empty secret leaves the one there is; without one there is none. */
export function wishOf(fields: Fields) {
  const { name, issuer, clientId, secret, domains, newcomer, provider } = fields;
  return {
    name,
    issuer: issuer.trim(),
    client_id: clientId,
    ...(secret === '' && provider?.has_client_secret ? {} : { client_secret: secret || null }),
    email_domains: domains
      .split(/[\s,;]+/)
      .map((domain) => domain.replace(/^@/, '').toLowerCase())
      .filter((domain) => domain !== ''),
    newcomer_role: newcomer === 'none' ? null : newcomer,
  };
}
