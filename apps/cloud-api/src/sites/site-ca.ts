import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  AuthorityKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const crypto = webcrypto as unknown as Crypto;
const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' };
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' };

const dayMs = 86_400_000;
const caLifeMs = 20 * 365 * dayMs;
const deviceLifeMs = 365 * dayMs;
/** A Pi without a clock battery may be behind when it first looks at its certificate. */
const backdatedMs = dayMs;

export interface CertificateAuthority {
  /** PEM. */
  certificate: string;
  /** PKCS#8. */
  privateKey: Buffer;
}

/** Makes the CA of a site: self-signed, good for devices' certificates and nothing below them. */
export async function makeSiteCa(
  siteId: string,
  now: Date,
  generation = 1,
): Promise<CertificateAuthority> {
  // Another name for each: a chain is built by names first.
  const name = generation === 1 ? `Eyrie ${siteId}` : `Eyrie ${siteId} ${generation}`;
  const keys = await crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: newSerial(),
      name: [{ CN: [name] }],
      notBefore: new Date(now.getTime() - backdatedMs),
      notAfter: new Date(now.getTime() + caLifeMs),
      keys,
      signingAlgorithm,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
      ],
    },
    crypto,
  );
  const privateKey = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  return { certificate: certificate.toString('pem'), privateKey };
}

export interface IssuedCertificate {
  /** PEM. */
  certificate: string;
  serial: string;
  /** SHA-256 of the certificate, hexadecimal. */
  thumbprint: string;
  expiresAt: Date;
}

/** A device's certificate: its id is the common name and the DNS name, for both ends of mutual TLS. */
export async function issueDeviceCertificate(
  ca: CertificateAuthority,
  device: { deviceId: string; publicKeySpki: Buffer },
  now: Date,
): Promise<IssuedCertificate> {
  const issuer = new X509Certificate(ca.certificate);
  const signingKey = await crypto.subtle.importKey(
    'pkcs8',
    new Uint8Array(ca.privateKey),
    keyAlgorithm,
    false,
    ['sign'],
  );
  const publicKey = await crypto.subtle.importKey(
    'spki',
    new Uint8Array(device.publicKeySpki),
    keyAlgorithm,
    true,
    ['verify'],
  );
  const serial = newSerial();
  const expiresAt = new Date(now.getTime() + deviceLifeMs);
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: serial,
      subject: [{ CN: [device.deviceId] }],
      issuer: issuer.subjectName,
      notBefore: new Date(now.getTime() - backdatedMs),
      notAfter: expiresAt,
      publicKey,
      signingKey,
      signingAlgorithm,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth, ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension([{ type: 'dns', value: device.deviceId }]),
        await SubjectKeyIdentifierExtension.create(publicKey, false, crypto),
        await AuthorityKeyIdentifierExtension.create(issuer.publicKey, false, crypto),
      ],
    },
    crypto,
  );
  const thumbprint = Buffer.from(await certificate.getThumbprint('SHA-256', crypto));
  return {
    certificate: certificate.toString('pem'),
    serial,
    thumbprint: thumbprint.toString('hex'),
    expiresAt,
  };
}

/** 127 random bits, positive. */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}
