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

/** An enrolment with the cloud it is at. */
export interface StoredIdentity extends Enrolment {
  readonly cloudUrl: string;
}

/**
 * The folder of the identity: `key.pem` (made first, never replaced) and `identity.json`, which
 * holds the cloud's whole answer with the certificates, so that one rename makes the device enrolled.
 */
export class IdentityStore {
  readonly #disk: Disk;
  readonly #directory: string;

  constructor(disk: Disk, directory: string) {
    this.#disk = disk;
    this.#directory = directory;
  }

  /** The device's key; made, and durable, before it is given out for the first time. */
  async key(): Promise<KeyObject> {
    const path = join(this.#directory, 'key.pem');
    const found = await readFileIfExists(this.#disk, path);
    if (found) return parseKey(path, found);
    await this.#disk.mkdir(this.#directory);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    await writeFileAtomically(this.#disk, path, Buffer.from(pem));
    return privateKey;
  }

  /** The identity, or null before the enrolment. It is checked to belong to the key. */
  async find(key: KeyObject): Promise<StoredIdentity | null> {
    const path = join(this.#directory, 'identity.json');
    const bytes = await readFileIfExists(this.#disk, path);
    if (bytes === null) return null;
    let stored: StoredIdentity;
    try {
      stored = parseIdentity(JSON.parse(Buffer.from(bytes).toString('utf8')));
    } catch (error) {
      throw new IdentityDamaged(path, 'it is not an identity', error);
    }
    const wrong = whatIsWrong(stored, key);
    if (wrong) throw new IdentityDamaged(path, wrong);
    return stored;
  }

  async save(identity: StoredIdentity): Promise<void> {
    const bytes = Buffer.from(`${JSON.stringify(identity, null, 2)}\n`);
    await writeFileAtomically(this.#disk, join(this.#directory, 'identity.json'), bytes);
  }
}

/** Why an enrolment cannot be this key's, or null when it fits. */
export function whatIsWrong(enrolment: Enrolment, key: KeyObject): string | null {
  let certificate: X509Certificate;
  let siteCa: X509Certificate;
  try {
    certificate = new X509Certificate(enrolment.certificate);
    siteCa = new X509Certificate(enrolment.siteCa);
  } catch {
    return 'its certificate cannot be read';
  }
  if (!certificate.checkPrivateKey(key)) return 'its certificate is for another key';
  if (!certificate.subject.split('\n').includes(`CN=${enrolment.deviceId}`)) {
    return 'its certificate is in another name';
  }
  return certificate.verify(siteCa.publicKey) ? null : 'its certificate is not under its site CA';
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
