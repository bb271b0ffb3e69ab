import {
  createPrivateKey,
  generateKeyPairSync,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { join } from 'node:path';
import { enrolmentSchema, type Enrolment } from '@eyrie/contracts';
import { readFileIfExists, writeFileAtomically, type Disk } from '@eyrie/journal';
import { cloudUrl } from './cloud-url.ts';
import { IdentityDamaged } from './errors.ts';
import { authoritiesOf } from './site-trust.ts';

/** An enrolment with the cloud it is at. */
export interface StoredIdentity extends Enrolment {
  readonly cloudUrl: string;
}

/**
 * The folder of the identity: `key.pem` (made first) and `identity.json`, which holds the cloud's
 * whole answer with the certificates, so that one rename makes the device enrolled. While a
 * certificate is renewed there is `next-key.pem` too: from the moment on when `identity.json` is for
 * that key, it is the device's, whatever it is called.
 */
export class IdentityStore {
  readonly #disk: Disk;
  readonly #directory: string;

  constructor(disk: Disk, directory: string) {
    this.#disk = disk;
    this.#directory = directory;
  }

  /** Key and identity, which is null before the enrolment. @throws IdentityDamaged */
  async load(): Promise<{ key: KeyObject; stored: StoredIdentity | null }> {
    const key = await this.key();
    const stored = await this.#read();
    if (stored === null) return { key, stored };
    const wrong = whatIsWrong(stored, key);
    if (wrong === null) return { key, stored };
    // The power went in the middle of `adopt`.
    const bytes = await readFileIfExists(this.#disk, this.#path('next-key.pem'));
    const next = bytes && parseKey(this.#path('next-key.pem'), bytes);
    if (!next || whatIsWrong(stored, next) !== null) {
      throw new IdentityDamaged(this.#path('identity.json'), wrong);
    }
    await this.#takeNextKey();
    return { key: next, stored };
  }

  /** The device's key; made, and durable, before it is given out for the first time. */
  key(): Promise<KeyObject> {
    return this.#keyAt('key.pem');
  }

  /** The key that will take its place; the same one until it has. */
  nextKey(): Promise<KeyObject> {
    return this.#keyAt('next-key.pem');
  }

  /** Makes the next key the device's, with the identity that is for it: both, or neither. */
  async adopt(identity: StoredIdentity): Promise<void> {
    await this.save(identity);
    await this.#takeNextKey();
  }

  async save(identity: StoredIdentity): Promise<void> {
    const bytes = Buffer.from(`${JSON.stringify(identity, null, 2)}\n`);
    await writeFileAtomically(this.#disk, this.#path('identity.json'), bytes);
  }

  async #takeNextKey(): Promise<void> {
    await this.#disk.rename(this.#path('next-key.pem'), this.#path('key.pem'));
    await this.#disk.fsyncDirectory(this.#directory);
  }

  async #keyAt(name: string): Promise<KeyObject> {
    const path = this.#path(name);
    const found = await readFileIfExists(this.#disk, path);
    if (found) return parseKey(path, found);
    await this.#disk.mkdir(this.#directory);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    await writeFileAtomically(this.#disk, path, Buffer.from(pem));
    return privateKey;
  }

  async #read(): Promise<StoredIdentity | null> {
    const path = this.#path('identity.json');
    const bytes = await readFileIfExists(this.#disk, path);
    if (bytes === null) return null;
    try {
      return parseIdentity(JSON.parse(Buffer.from(bytes).toString('utf8')));
    } catch (error) {
      throw new IdentityDamaged(path, 'it is not an identity', error);
    }
  }

  #path(name: string): string {
    return join(this.#directory, name);
  }
}

/** Why an enrolment cannot be this key's, or null when it fits. */
export function whatIsWrong(enrolment: Enrolment, key: KeyObject): string | null {
  let certificate: X509Certificate;
  let authorities: X509Certificate[];
  try {
    certificate = new X509Certificate(enrolment.certificate);
    authorities = authoritiesOf(enrolment.siteCa);
  } catch {
    return 'its certificate cannot be read';
  }
  if (!certificate.checkPrivateKey(key)) return 'its certificate is for another key';
  if (!certificate.subject.split('\n').includes(`CN=${enrolment.deviceId}`)) {
    return 'its certificate is in another name';
  }
  return authorities.some(({ publicKey }) => certificate.verify(publicKey))
    ? null
    : 'its certificate is not under its site CA';
}

function parseIdentity(json: unknown): StoredIdentity {
  const enrolment = enrolmentSchema.parse(json);
  const { cloudUrl: url } = json as { cloudUrl?: unknown };
  return { ...enrolment, cloudUrl: cloudUrl(String(url)) };
}

function parseKey(path: string, bytes: Uint8Array): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(Buffer.from(bytes));
  } catch (error) {
    throw new IdentityDamaged(path, 'it is not a private key', error);
  }
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new IdentityDamaged(path, 'it is not a P-256 key');
  }
  return key;
}
