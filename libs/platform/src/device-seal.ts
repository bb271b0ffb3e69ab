import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { DomainError } from './errors.ts';

const version = 'ds1';
const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/** What was sealed is for another key or another place, or somebody has altered it. */
export class DeviceSealBroken extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'device_seal.broken';

  constructor(cause?: unknown) {
    super(
      'What is sealed does not open here: it is for another key, or for something else.',
      {},
      {
        cause,
      },
    );
  }
}

/**
 * Seals a text for whoever holds a P-256 key, and for one place: ephemeral ECDH, HKDF-SHA-256 over both
 * public keys (as in RFC 9180, section 4.1), AES-256-GCM with the place as what is authenticated besides.
 * Each time another text comes out.
 */
export function sealForDevice(text: string, publicKey: KeyObject, place: string): string {
  const ephemeral = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const sender = spkiOf(ephemeral.publicKey);
  const shared = diffieHellman({ privateKey: ephemeral.privateKey, publicKey });
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', derive(shared, sender, publicKey, place), iv);
  cipher.setAAD(Buffer.from(place));
  const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]);
  const body = Buffer.concat([sealed, cipher.getAuthTag()]);
  return [version, sender.toString('base64url'), body.toString('base64url')].join('.');
}

/** @throws DeviceSealBroken */
export function openSealedForDevice(sealed: string, privateKey: KeyObject, place: string): string {
  const [said, senderText = '', bodyText = ''] = sealed.split('.');
  if (said !== version) throw new DeviceSealBroken();
  try {
    const sender = Buffer.from(senderText, 'base64url');
    const body = Buffer.from(bodyText, 'base64url');
    const theirs = createPublicKey({ key: sender, format: 'der', type: 'spki' });
    const shared = diffieHellman({ privateKey, publicKey: theirs });
    const key = derive(shared, sender, createPublicKey(privateKey), place);
    const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(body.subarray(-tagBytes));
    const text = decipher.update(body.subarray(ivBytes, -tagBytes));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch (error) {
    throw new DeviceSealBroken(error);
  }
}

function derive(shared: Buffer, sender: Buffer, recipient: KeyObject, place: string): Buffer {
  const salt = Buffer.concat([sender, spkiOf(recipient)]);
  return Buffer.from(hkdfSync('sha256', shared, salt, `eyrie ${version} ${place}`, keyBytes));
}

function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}
