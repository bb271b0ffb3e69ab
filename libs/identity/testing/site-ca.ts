import 'reflect-metadata';
import {
  generateKeyPairSync,
  webcrypto,
  X509Certificate as NodeCertificate,
  type KeyObject,
} from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509';

const p256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const es256 = { name: 'ECDSA', hash: 'SHA-256' } as const;
const yearMs = 365 * 24 * 3600 * 1000;

/** What a device has after its enrolment, PEM. */
export interface IssuedIdentity {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
}

/** The certificate authority of one site, for tests: issues as the cloud does. */
export class TestSiteCa {
  readonly #certificate: X509Certificate;
  readonly #keys: CryptoKeyPair;
  #serial = 1;
  /** How long certificates are good from the moment they are given, ms. */
  lifeMs = yearMs / 2;
  /** Wall clock by which they are dated. */
  now: () => number = Date.now;

  private constructor(certificate: X509Certificate, keys: CryptoKeyPair) {
    this.#certificate = certificate;
    this.#keys = keys;
  }

  static async create(name = 'Test site CA'): Promise<TestSiteCa> {
    const keys = (await webcrypto.subtle.generateKey(p256, true, [
      'sign',
      'verify',
    ])) as unknown as CryptoKeyPair;
    const certificate = await X509CertificateGenerator.createSelfSigned({
      serialNumber: '01',
      name: `CN=${name}`,
      notBefore: new Date(Date.now() - yearMs),
      notAfter: new Date(Date.now() + yearMs),
      signingAlgorithm: es256,
      keys,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      ],
    });
    return new TestSiteCa(certificate, keys);
  }

  get pem(): string {
    return this.#certificate.toString('pem');
  }

  get publicKey(): KeyObject {
    return new NodeCertificate(this.pem).publicKey;
  }

  /** A certificate in the device's name for the key of a certificate request. */
  async sign(deviceId: string, certificateRequest: string): Promise<string> {
    const request = new Pkcs10CertificateRequest(certificateRequest);
    if (!(await request.verify())) throw new Error('The request is not signed by its key.');
    return this.#issue(deviceId, await request.publicKey.export());
  }

  /** A key of its own with a certificate in the device's name. */
  async issue(deviceId: string): Promise<IssuedIdentity> {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const cryptoKey = publicKey.toCryptoKey(p256, true, ['verify']) as unknown as CryptoKey;
    return {
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      cert: await this.#issue(deviceId, cryptoKey),
      ca: this.pem,
    };
  }

  /** ECDSA over some text, base64url. */
  async signText(text: string): Promise<string> {
    const { privateKey } = this.#keys as unknown as webcrypto.CryptoKeyPair;
    const bytes = await webcrypto.subtle.sign(es256, privateKey, Buffer.from(text));
    return Buffer.from(bytes).toString('base64url');
  }

  async #issue(deviceId: string, publicKey: CryptoKey): Promise<string> {
    this.#serial += 1;
    const certificate = await X509CertificateGenerator.create({
      serialNumber: this.#serial.toString(16).padStart(4, '0'),
      subject: `CN=${deviceId}`,
      issuer: this.#certificate.subject,
      notBefore: new Date(this.now() - 60_000),
      notAfter: new Date(this.now() + this.lifeMs),
      signingAlgorithm: es256,
      publicKey,
      signingKey: this.#keys.privateKey,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
        new SubjectAlternativeNameExtension([{ type: 'dns', value: deviceId }]),
        await AuthorityKeyIdentifierExtension.create(this.#certificate),
      ],
    });
    return certificate.toString('pem');
  }
}
