import { generateKeyPairSync, randomBytes, randomUUID, sign, type KeyObject } from 'node:crypto';
import {
  commandKeyText,
  commandOrderText,
  idFromUuid,
  type CommandKey,
  type CommandOrder,
  type SignedCommand,
} from '@eyrie/contracts';
import type { TestSiteCa } from './site-ca.ts';

const dayMs = 86_400_000;

/** Signs commands to a site as the cloud does, for tests. What tests alter is signed as altered. */
export class TestCommandSigner {
  readonly #privateKey: KeyObject;
  readonly #endorsement: string;
  #sequence = 0;

  private constructor(
    readonly organisationId: string,
    readonly siteId: string,
    readonly key: CommandKey,
    privateKey: KeyObject,
    endorsement: string,
  ) {
    this.#privateKey = privateKey;
    this.#endorsement = endorsement;
  }

  static async create(
    ca: TestSiteCa,
    { organisationId, siteId }: { organisationId: string; siteId: string },
    changes: Partial<CommandKey> = {},
  ): Promise<TestCommandSigner> {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const key: CommandKey = {
      keyId: randomBytes(8).toString('hex'),
      siteId,
      publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64url'),
      notBefore: new Date(Date.now() - dayMs).toISOString(),
      notAfter: new Date(Date.now() + dayMs).toISOString(),
      ...changes,
    };
    const endorsement = await ca.signText(commandKeyText(key));
    return new TestCommandSigner(organisationId, siteId, key, privateKey, endorsement);
  }

  sign(order: { deviceId: string; type: string } & Partial<CommandOrder>): SignedCommand {
    this.#sequence = order.sequence ?? this.#sequence + 1;
    const whole: CommandOrder = {
      form: 1,
      commandId: idFromUuid('command', randomUUID()),
      organisationId: this.organisationId,
      siteId: this.siteId,
      sequence: this.#sequence,
      issuedAt: new Date().toISOString(),
      ttlSeconds: 60,
      nonce: randomBytes(16).toString('hex'),
      parameters: {},
      ...order,
    };
    const signature = sign(null, Buffer.from(commandOrderText(whole)), this.#privateKey);
    return {
      order: whole,
      signature: signature.toString('base64url'),
      key: this.key,
      endorsement: this.#endorsement,
    };
  }
}
