import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  randomBytes,
  scrypt,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';

/**
 * A private key in a file that only the board opens which made it: AES-256-GCM under a key derived by
 * scrypt from the board's serial number and a salt. A card that is read or copied gives no key away
 * without the board, or somebody who knows its serial number: that is printed nowhere, but it is no secret
 * from who had the board in his hands, and has 32 bits or a few more on a Raspberry Pi.
 */

const begin = '-----BEGIN EYRIE BOARD-BOUND PRIVATE KEY-----';
const end = '-----END EYRIE BOARD-BOUND PRIVATE KEY-----';
const form = 1;
/** 32 MiB of memory: a tenth of a second here, less than one on the smallest Pi. */
const costExponent = 15;
const costExponentMax = 18;
const blockSize = 8;

/** Of the parts of the file, in their order. */
const lengths = { salt: 16, mark: 16, iv: 12, tag: 16, sum: 16 } as const;
const headLength = 2;

export function isBoardBound(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).subarray(0, begin.length).toString('latin1') === begin;
}

/** What is written of a key for this board. `board` is its serial number. */
export async function bindKey(key: KeyObject, board: string): Promise<Buffer> {
  const [salt, iv] = [randomBytes(lengths.salt), randomBytes(lengths.iv)];
  const head = Buffer.from([form, costExponent]);
  const derived = await derive(board, salt, costExponent);
  const cipher = createCipheriv('aes-256-gcm', derived.key, iv).setAAD(head);
  const plain = key.export({ type: 'pkcs8', format: 'der' });
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  const content = Buffer.concat([head, salt, derived.mark, iv, cipher.getAuthTag(), sealed]);
  const whole = Buffer.concat([content, sumOf(content)]);
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return Buffer.from([begin, ...lines, end, ''].join('\n'));
}

/**
 * The key, `other-board` where it was bound to another one, or `damaged` where the bytes are not what
 * was written once.
 */
export async function openBoundKey(
  bytes: Uint8Array,
  board: string,
): Promise<KeyObject | 'other-board' | 'damaged'> {
  const text = Buffer.from(bytes).toString('latin1');
  const whole = Buffer.from(text.slice(begin.length, text.indexOf(end)), 'base64');
  const content = whole.subarray(0, -lengths.sum);
  const sum = whole.subarray(-lengths.sum);
  const shortest = headLength + lengths.salt + lengths.mark + lengths.iv + lengths.tag;
  if (content.length <= shortest || !sum.equals(sumOf(content))) return 'damaged';
  const [kind = 0, cost = 0] = content;
  if (kind !== form || cost > costExponentMax) return 'damaged';
  let at = headLength;
  const take = (length: number): Buffer => content.subarray(at, (at += length));
  const [salt, mark, iv, tag] = [
    take(lengths.salt),
    take(lengths.mark),
    take(lengths.iv),
    take(lengths.tag),
  ];
  const derived = await derive(board, salt, cost);
  if (!timingSafeEqual(derived.mark, mark)) return 'other-board';
  try {
    const head = content.subarray(0, headLength);
    const decipher = createDecipheriv('aes-256-gcm', derived.key, iv).setAAD(head).setAuthTag(tag);
    const plain = Buffer.concat([decipher.update(content.subarray(at)), decipher.final()]);
    return createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' });
  } catch {
    return 'damaged';
  }
}

/** A key, and a mark by which another board is told from damage; neither says anything of the other. */
function derive(
  board: string,
  salt: Uint8Array,
  exponent: number,
): Promise<{ key: Buffer; mark: Buffer }> {
  const N = 2 ** exponent;
  const options = { N, r: blockSize, p: 1, maxmem: 2 * 128 * blockSize * N };
  return new Promise((resolve, reject) => {
    scrypt(`eyrie-board:${board}`, salt, 32 + lengths.mark, options, (error, bytes) => {
      if (error) reject(error);
      else resolve({ key: bytes.subarray(0, 32), mark: bytes.subarray(32) });
    });
  });
}

/** Tells a damaged file from one of another board: nobody is to be told that a card was moved by bit rot. */
function sumOf(content: Uint8Array): Buffer {
  return createHash('sha256').update(content).digest().subarray(0, lengths.sum);
}
