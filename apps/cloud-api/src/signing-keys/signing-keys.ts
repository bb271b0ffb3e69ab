import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Sealing } from '../sealing/index.ts';
import { Installation, type StoredSigningKey } from '../tenancy/index.ts';
import { announcedMs, plan } from './rotation.ts';

/** What a key signs; what is signed for one purpose is worth nothing for another. */
export const signingPurposes = ['device-access', 'api-access', 'audit-checkpoint'] as const;
export type SigningPurpose = (typeof signingPurposes)[number];

export interface SigningKey {
  id: string;
  /** PEM. */
  publicKey: string;
  /** PEM. */
  privateKey: string;
}

/** How long a replica works with the keys it has read: a key that was dropped is worth nothing after it. */
const readMs = 10_000;
/** How long a key id that is not among them is simply unknown: whoever makes ids up asks no more often. */
const unknownMs = 60_000;

interface Held {
  readonly keys: Promise<readonly StoredSigningKey[]>;
  readonly readAt: number;
}

/** The keys that sign for the installation: made and replaced by themselves, shared by all replicas. */
@Injectable()
export class SigningKeys {
  private readonly held = new Map<SigningPurpose, Held>();
  private readonly parsedKeys = new Map<string, KeyObject>();

  constructor(
    @Inject(Installation) private readonly installation: Installation,
    @Inject(Sealing) private readonly sealing: Sealing,
  ) {}

  /** The key to sign with now. */
  async current(purpose: SigningPurpose): Promise<SigningKey> {
    const { signing } = plan(await this.keys(purpose), Date.now());
    if (!signing) throw new Error('A signing key was made, and is not there.');
    const { id, publicKey, sealedPrivateKey } = signing;
    return { id, publicKey, privateKey: this.sealing.open(sealedPrivateKey, at(id)).toString() };
  }

  /** The keys whose tokens are accepted, those that do not sign yet included. */
  async verifying(purpose: SigningPurpose): Promise<readonly { id: string; publicKey: string }[]> {
    return plan(await this.keys(purpose), Date.now()).verifying;
  }

  /** Those as well whose time is over: what they signed is to be believed for years. */
  published(purpose: SigningPurpose): Promise<readonly { id: string; publicKey: string }[]> {
    return this.keys(purpose);
  }

  /** The key of a token's header, ready to verify with; null for one that is not accepted. */
  async findVerifying(purpose: SigningPurpose, id: string | null): Promise<KeyObject | null> {
    if (id === null) return null;
    const known = await this.keys(purpose, unknownMs);
    if (!known.some((one) => one.id === id)) return null;
    const key = (await this.verifying(purpose)).find((one) => one.id === id);
    return key ? this.parsed(key) : null;
  }

  /**
   * Makes the key that signs next, out of its turn; null where one is announced already. Everybody has
   * read it before it signs.
   */
  async announceNext(purpose: SigningPurpose): Promise<{ id: string; signsFrom: Date } | null> {
    const last = (await this.installation.listSigningKeys(purpose)).at(-1);
    const now = Date.now();
    if (last && last.signsFrom.getTime() > now) return null;
    const next = this.make(purpose, new Date(now + (last ? announcedMs : 0)));
    await this.installation.keepSigningKey(purpose, next, last?.id ?? null);
    return { id: next.id, signsFrom: next.signsFrom };
  }

  /** Reading a key from its text takes longer than verifying a signature with it. */
  private parsed({ id, publicKey }: { id: string; publicKey: string }): KeyObject {
    let key = this.parsedKeys.get(id);
    if (!key) this.parsedKeys.set(id, (key = createPublicKey(publicKey)));
    return key;
  }

  private keys(purpose: SigningPurpose, maxAgeMs = readMs): Promise<readonly StoredSigningKey[]> {
    const known = this.held.get(purpose);
    if (known && known.readAt + maxAgeMs > Date.now()) return known.keys;
    const keys = this.load(purpose).catch((error: unknown) => {
      this.held.delete(purpose);
      throw error;
    });
    this.held.set(purpose, { keys, readAt: Date.now() });
    return keys;
  }

  private async load(purpose: SigningPurpose): Promise<readonly StoredSigningKey[]> {
    const stored = await this.installation.listSigningKeys(purpose);
    const { next } = plan(stored, Date.now());
    if (!next) return stored;
    await this.installation.keepSigningKey(
      purpose,
      this.make(purpose, next),
      stored.at(-1)?.id ?? null,
    );
    return this.installation.listSigningKeys(purpose);
  }

  private make(purpose: SigningPurpose, signsFrom: Date): StoredSigningKey {
    const { publicKey, privateKey } = makeKeyPair(purpose);
    const id = createHash('sha256').update(publicKey).digest('hex').slice(0, 16);
    const sealedPrivateKey = this.sealing.seal(Buffer.from(privateKey), at(id));
    return { id, publicKey, sealedPrivateKey, signsFrom };
  }
}

/** Both halves as PEM. */
function makeKeyPair(purpose: SigningPurpose): { publicKey: string; privateKey: string } {
  const publicKeyEncoding = { type: 'spki', format: 'pem' } as const;
  const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const;
  // Ed25519 where nobody but our own tools verifies; ES256 where a device's or an integrator's may.
  return purpose === 'audit-checkpoint'
    ? generateKeyPairSync('ed25519', { publicKeyEncoding, privateKeyEncoding })
    : generateKeyPairSync('ec', { namedCurve: 'P-256', publicKeyEncoding, privateKeyEncoding });
}

/** The key id in the header of a token that nobody has verified yet. */
export function keyIdOf(token: unknown): string | null {
  if (typeof token !== 'string') return null;
  try {
    const [head = ''] = token.split('.');
    const header: unknown = JSON.parse(Buffer.from(head, 'base64url').toString('utf8'));
    const { kid } = header as { kid?: unknown };
    return typeof kid === 'string' ? kid : null;
  } catch {
    return null;
  }
}

const at = (id: string) => ({ organisationId: null, table: 'signing_key', id });
