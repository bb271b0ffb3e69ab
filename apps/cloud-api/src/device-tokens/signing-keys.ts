import { createHash, generateKeyPairSync } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Sealing } from '../sealing/index.ts';
import { Installation } from '../tenancy/index.ts';

const purpose = 'device-access';

export interface SigningKey {
  id: string;
  /** PEM. */
  publicKey: string;
  /** PEM. */
  privateKey: string;
}

/** The key that signs access tokens: made at the first need, shared by all replicas. */
@Injectable()
export class SigningKeys {
  private held: Promise<SigningKey> | null = null;

  constructor(
    @Inject(Installation) private readonly installation: Installation,
    @Inject(Sealing) private readonly sealing: Sealing,
  ) {}

  current(): Promise<SigningKey> {
    this.held ??= this.load().catch((error: unknown) => {
      this.held = null;
      throw error;
    });
    return this.held;
  }

  private async load(): Promise<SigningKey> {
    const stored = (await this.installation.findSigningKey(purpose)) ?? (await this.make());
    const { id, publicKey, sealedPrivateKey } = stored;
    return { id, publicKey, privateKey: this.sealing.open(sealedPrivateKey, at(id)).toString() };
  }

  private make(): ReturnType<Installation['keepSigningKey']> {
    const { publicKey, privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const id = createHash('sha256').update(publicKey).digest('hex').slice(0, 16);
    const sealedPrivateKey = this.sealing.seal(Buffer.from(privateKey), at(id));
    return this.installation.keepSigningKey(purpose, { id, publicKey, sealedPrivateKey });
  }
}

const at = (id: string) => ({ organisationId: null, table: 'signing_key', id });
