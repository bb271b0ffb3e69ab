import {
  createPrivateKey,
  generateKeyPairSync,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { join } from 'node:path';
import { enrolmentSchema, type Enrolment } from '@eyrie/contracts';
import { hasDiskCode, readFileIfExists, writeFileAtomically, type Disk } from '@eyrie/journal';
import { bindKey, isBoardBound, openBoundKey } from './board-bound-key.ts';
import { cloudUrl } from './cloud-url.ts';
import { IdentityDamaged } from './errors.ts';
import { authoritiesOf } from './site-trust.ts';

/** An enrolment with the cloud it is at. */
export interface StoredIdentity extends Enrolment {
  readonly cloudUrl: string;
}

/** The device's key as it lies on the card: opened, or bound to another board than this one. */
export type LoadedIdentity =
  | { readonly key: KeyObject; readonly stored: StoredIdentity | null }
  | { readonly key: null; readonly stored: StoredIdentity };

/**
 * The folder of the identity: `key.pem` (made first) and `identity.json`, which holds the cloud's
 * whole answer with the certificates, so that one rename makes the device enrolled. While a
 * certificate is renewed there is `next-key.pem` too: from the moment on when `identity.json` is for
 * that key, it is the device's, whatever it is called.
 *
 * Where the board has a serial number the keys are bound to it, those of before at the first look.
 */
export class IdentityStore {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #board: string | null;

  /** `board` is the serial number of the board; null where it has none that stays. */
  constructor(disk: Disk, directory: string, board: string | null = null) {
    this.#disk = disk;
    this.#directory = directory;
    this.#board = board;
  }

  /**
   * Key and identity, which is null before the enrolment. A key of another board that never became an
   * identity is made anew: it is worth nothing. @throws IdentityDamaged
   */
  async load(): Promise<LoadedIdentity> {
    const stored = await this.#read();
    if (stored === null) return { key: await this.#keyAt('key.pem'), stored };
    const key = await this.#opened('key.pem');
    const wrong = key && key !== 'other-board' ? whatIsWrong(stored, key) : 'its key is missing';
    if (key && key !== 'other-board' && wrong === null) return { key, stored };
    // The power went in the middle of `adopt`.
    const next = await this.#opened('next-key.pem');
    if (next && next !== 'other-board' && whatIsWrong(stored, next) === null) {
      await this.#takeNextKey();
      return { key: next, stored };
    }
    if (key === 'other-board') return { key: null, stored };
    throw new IdentityDamaged(this.#path('identity.json'), wrong ?? 'its key is missing');
  }

  /** The key that will take the place of the present one; the same one until it has. */
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

  /** Made, and durable, before it is given out for the first time. */
  async #keyAt(name: string): Promise<KeyObject> {
    const found = await this.#opened(name);
    if (found && found !== 'other-board') return found;
    await this.#disk.mkdir(this.#directory);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await this.#writeKey(name, privateKey);
    return privateKey;
  }

  /** Null where there is none. @throws IdentityDamaged */
  async #opened(name: string): Promise<KeyObject | 'other-board' | null> {
    const path = this.#path(name);
    const bytes = await readFileIfExists(this.#disk, path);
    if (bytes === null) return null;
    if (!isBoardBound(bytes)) {
      const key = parseKey(path, bytes);
      if (this.#board !== null) await this.#bind(name, key);
      return key;
    }
    if (this.#board === null) return 'other-board';
    const opened = await openBoundKey(bytes, this.#board);
    if (opened === 'damaged') throw new IdentityDamaged(path, 'it is not what was written once');
    return opened;
  }

  /** One rename: a power cut leaves the key as it was, or bound. */
  async #bind(name: string, key: KeyObject): Promise<void> {
    try {
      await this.#writeKey(name, key);
    } catch (error) {
      // The device is who it is on a card that takes nothing more; the next start tries again.
      if (!hasDiskCode(error, 'EROFS', 'ENOSPC', 'EIO')) throw error;
    }
  }

  async #writeKey(name: string, key: KeyObject): Promise<void> {
    const bytes =
      this.#board === null
        ? Buffer.from(key.export({ type: 'pkcs8', format: 'pem' }))
        : await bindKey(key, this.#board);
    await writeFileAtomically(this.#disk, this.#path(name), bytes);
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
