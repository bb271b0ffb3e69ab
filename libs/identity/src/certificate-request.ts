import type { KeyObject } from 'node:crypto';

const p256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** A PKCS#10 request for the key, PEM. Its subject says nothing: the cloud decides the name. */
export async function certificateRequest(
  privateKey: KeyObject,
  publicKey: KeyObject,
): Promise<string> {
  // Loaded when it is needed: it is a tenth of the memory of a process that uses it once a year.
  await import('reflect-metadata');
  const { Pkcs10CertificateRequestGenerator } = await import('@peculiar/x509');
  // Node's own CryptoKey is the browser's to x509, whose types know the latter alone.
  const keys = {
    privateKey: privateKey.toCryptoKey(p256, true, ['sign']),
    publicKey: publicKey.toCryptoKey(p256, true, ['verify']),
  } as unknown as CryptoKeyPair;
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: 'CN=eyrie-device',
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  });
  return request.toString('pem');
}
