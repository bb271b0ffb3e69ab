import type { PeerCertificate } from 'node:tls';

/** The one common name of a certificate; null when there is none, or several (that is a trick). */
export function commonNameOf(certificate: PeerCertificate): string | null {
  // Without a certificate Node answers an empty object, whatever the type says.
  const { subject } = certificate as Partial<PeerCertificate>;
  const name: unknown = subject?.CN;
  return typeof name === 'string' && name.length > 0 ? name : null;
}
