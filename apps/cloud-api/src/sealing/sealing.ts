import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { masterKeyId } from '../database/roles.ts';

/** What a secret belongs to. It is bound to the ciphertext, which opens nowhere else. */
export interface SealedPlace {
  /** Null for what belongs to the installation. */
  organisationId: string | null;
  table: string;
  id: string;
}

/** A sealed value cannot be opened: altered, moved to another row, or sealed under another key. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/**
 * Envelope encryption: every value has a data key of its own, which is wrapped under a key derived
 * from the master key, so that a change of the master key re-wraps data keys and leaves values alone.
 * Text form: `v1.<id of the master key>.<wrapped data key>.<sealed value>`.
 */
export class Sealing {
  private readonly keyId: string;
  private readonly wrappingKeys = new Map<string, Buffer>();

  /** `known`: further master keys, which open and do not seal: the next one, and those of before. */
  constructor(masterKey: Buffer, known: readonly Buffer[] = []) {
    this.keyId = masterKeyId(masterKey);
    for (const key of [masterKey, ...known]) {
      const wrapping = Buffer.from(hkdfSync('sha256', key, '', 'eyrie/sealing/v1', 32));
      this.wrappingKeys.set(masterKeyId(key), wrapping);
    }
  }

  seal(plain: Buffer, place: SealedPlace): string {
    const dataKey = randomBytes(32);
    const bound = additionalData(place);
    const wrapped = encrypt(this.wrappingKey(this.keyId), dataKey, bound);
    return ['v1', this.keyId, wrapped, encrypt(dataKey, plain, bound)].join('.');
  }

  /** Throws `SealBroken`. */
  open(sealed: string, place: SealedPlace): Buffer {
    const { keyId, wrapped, value } = partsOf(sealed);
    const bound = additionalData(place);
    return decrypt(decrypt(this.wrappingKey(keyId), wrapped, bound), value, bound);
  }

  /** The same value under the present master key: its data key is wrapped anew. Throws `SealBroken`. */
  rewrap(sealed: string, place: SealedPlace): string {
    const { keyId, wrapped, value } = partsOf(sealed);
    const bound = additionalData(place);
    const dataKey = decrypt(this.wrappingKey(keyId), wrapped, bound);
    return ['v1', this.keyId, encrypt(this.wrappingKey(this.keyId), dataKey, bound), value].join(
      '.',
    );
  }

  private wrappingKey(keyId: string): Buffer {
    const found = this.wrappingKeys.get(keyId);
    if (!found) throw new SealBroken('The value is sealed under another master key.');
    return found;
  }
}

function partsOf(sealed: string): { keyId: string; wrapped: string; value: string } {
  const [version, keyId, wrapped, value, ...rest] = sealed.split('.');
  if (version !== 'v1' || !keyId || !wrapped || !value || rest.length > 0) {
    throw new SealBroken('The value is not a sealed one.');
  }
  return { keyId, wrapped, value };
}

function additionalData({ organisationId, table, id }: SealedPlace): Buffer {
  return Buffer.from(JSON.stringify([organisationId, table, id]));
}

function encrypt(key: Buffer, plain: Buffer, bound: Buffer): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv).setAAD(bound);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url');
}

function decrypt(key: Buffer, text: string, bound: Buffer): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length < ivBytes + tagBytes) throw new SealBroken('The sealed value is too short.');
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(bound).setAuthTag(bytes.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]);
  } catch (error) {
    throw new SealBroken('The sealed value was altered or belongs elsewhere.', { cause: error });
  }
}
