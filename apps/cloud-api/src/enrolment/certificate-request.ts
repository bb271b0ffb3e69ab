import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { Pkcs10CertificateRequest } from '@peculiar/x509';
import { InvalidRequest } from '../problems/index.ts';

const crypto = webcrypto as unknown as Crypto;

/** DER of `ecPublicKey` on P-256 up to the point itself; everything else in the SPKI is the point. */
const p256Prefix = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex');
const p256SpkiBytes = p256Prefix.length + 65;

/**
 * The public key of a certificate request (SubjectPublicKeyInfo, DER), once the request has proven
 * that its sender has the private one. Throws `InvalidRequest`.
 */
export async function readCertificateRequest(pem: string): Promise<Buffer> {
  const request = parse(pem);
  const spki = Buffer.from(request.publicKey.rawData);
  const isP256 =
    spki.length === p256SpkiBytes && spki.subarray(0, p256Prefix.length).equals(p256Prefix);
  if (!isP256) throw refused('must be for an ECDSA key on P-256');
  // A point off the curve throws as a wrong signature answers false.
  const signed = await request.verify(crypto).catch(() => false);
  if (!signed) throw refused('must be signed by the private key of its public key');
  return spki;
}

function parse(pem: string): Pkcs10CertificateRequest {
  if (!/^-----BEGIN CERTIFICATE REQUEST-----\s/.test(pem.trim())) {
    throw refused('must be a certificate request in PEM');
  }
  try {
    return new Pkcs10CertificateRequest(pem);
  } catch {
    throw refused('must be a certificate request in PEM');
  }
}

function refused(message: string): InvalidRequest {
  return new InvalidRequest([{ pointer: '/certificateRequest', message }]);
}
