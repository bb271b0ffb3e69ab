import { X509Certificate } from 'node:crypto';

const pemBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The authorities of a bundle (PEM, one after the other), the issuing one first. Throws where there is
 * none, or one of them cannot be read.
 */
export function authoritiesOf(bundle: string | Buffer): X509Certificate[] {
  const found = bundle.toString().match(pemBlock) ?? [];
  if (found.length === 0) throw new Error('There is no certificate in the bundle.');
  return found.map((pem) => new X509Certificate(pem));
}

/** SHA-256, hexadecimal. */
export function fingerprintOf(certificate: X509Certificate): string {
  return certificate.fingerprint256.replaceAll(':', '').toLowerCase();
}

/** Whether an authority was trusted before and is no more. */
export function hasDropped(before: string, after: string): boolean {
  const kept = new Set(authoritiesOf(after).map(fingerprintOf));
  return authoritiesOf(before).some((authority) => !kept.has(fingerprintOf(authority)));
}
