import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
x509.cryptoProvider.set(webcrypto as unknown as Crypto);

export interface IssuedIdentity {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
}

/** A site's CA, for tests. */
export class SiteAuthority {
  private constructor(
    private readonly keys: CryptoKeyPair,
    private readonly certificate: x509.X509Certificate,
  ) {}

  static async create(): Promise<SiteAuthority> {
    const keys = await makeKeys();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: 'CN=Test site',
      keys,
      signingAlgorithm: algorithm,
      ...validity(),
      extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
    });
    return new SiteAuthority(keys, certificate);
  }

  get pem(): string {
    return this.certificate.toString('pem');
  }

  async issue(name: string): Promise<IssuedIdentity> {
    const keys = await makeKeys();
    const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
    const key = x509.PemConverter.encode(pkcs8, 'PRIVATE KEY');
    return { key, cert: await this.certify(name, keys.publicKey), ca: this.pem };
  }

  /** For a PKCS#10 request; its subject is ignored, as by the cloud. */
  async sign(name: string, certificateRequest: string): Promise<string> {
    const request = new x509.Pkcs10CertificateRequest(certificateRequest);
    return this.certify(name, await request.publicKey.export());
  }

  private async certify(name: string, publicKey: CryptoKey): Promise<string> {
    const certificate = await x509.X509CertificateGenerator.create({
      subject: `CN=${name}`,
      issuer: this.certificate.subject,
      publicKey,
      signingKey: this.keys.privateKey,
      signingAlgorithm: algorithm,
      ...validity(),
    });
    return certificate.toString('pem');
  }
}

function makeKeys(): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ]) as Promise<CryptoKeyPair>;
}

function validity(): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - 3_600_000), notAfter: new Date(now + 86_400_000) };
}
