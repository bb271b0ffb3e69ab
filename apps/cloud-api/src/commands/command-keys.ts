import {
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  commandKeyText,
  commandOrderText,
  idFromUuid,
  type CommandKey,
  type CommandOrder,
  type SignedCommand,
} from '@eyrie/contracts';
import { type EntityManager, MoreThan } from 'typeorm';
import { Sealing } from '../sealing/index.ts';
import type { SealedPlace } from '../sealing/sealing.ts';
import { SiteAuthorities } from '../sites/index.ts';
import { CommandKeyRow } from './command.entity.ts';

const dayMs = 86_400_000;
/** A key signs for so long; what it signed is believed for as long again, as a site may be cut off. */
const signsMs = 30 * dayMs;
const believedMs = 2 * signsMs;
/** Sites of which the cloud's clock has been behind before. */
const backdatedMs = dayMs;

type Signer = Pick<SignedCommand, 'key' | 'endorsement'> & { readonly privateKey: KeyObject };

/**
 * The keys that sign the commands of each site, Ed25519. The site's CA vouches for each, and every
 * device of the site knows the CA by its enrolment: so a key is replaced each month, or at once where
 * it must be, and nothing has to be told to the site before.
 */
@Injectable()
export class CommandKeys {
  constructor(
    @Inject(Sealing) private readonly sealing: Sealing,
    @Inject(SiteAuthorities) private readonly authorities: SiteAuthorities,
  ) {}

  /** The caller holds the site's counter of commands, so that no two replicas make a key at once. */
  async sign(
    tx: EntityManager,
    { organisationId, siteId }: { organisationId: string; siteId: string },
    order: CommandOrder,
  ): Promise<SignedCommand> {
    const { key, endorsement, privateKey } =
      (await this.present(tx, organisationId, siteId, new Date(order.issuedAt))) ??
      (await this.make(tx, organisationId, siteId, new Date(order.issuedAt)));
    const signature = sign(null, Buffer.from(commandOrderText(order)), privateKey);
    return { order, signature: signature.toString('base64url'), key, endorsement };
  }

  private async present(
    tx: EntityManager,
    organisationId: string,
    siteId: string,
    now: Date,
  ): Promise<Signer | null> {
    const row = await tx.findOne(CommandKeyRow, {
      where: { organisationId, siteId, createdAt: MoreThan(new Date(now.getTime() - signsMs)) },
      order: { createdAt: 'DESC' },
    });
    if (!row) return null;
    const place = placeOf(organisationId, siteId, row.keyId);
    const der = this.sealing.open(row.sealedPrivateKey, place);
    return {
      key: row.key,
      endorsement: row.endorsement,
      privateKey: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
    };
  }

  private async make(
    tx: EntityManager,
    organisationId: string,
    siteId: string,
    now: Date,
  ): Promise<Signer> {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const keyId = randomBytes(16).toString('hex');
    const key: CommandKey = {
      keyId,
      siteId: idFromUuid('site', siteId),
      publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64url'),
      notBefore: new Date(now.getTime() - backdatedMs).toISOString(),
      notAfter: new Date(now.getTime() + believedMs).toISOString(),
    };
    const { endorsement, authority } = await this.endorse(tx, organisationId, siteId, key);
    const place = placeOf(organisationId, siteId, keyId);
    const der = privateKey.export({ type: 'pkcs8', format: 'der' });
    await tx.insert(CommandKeyRow, {
      organisationId,
      siteId,
      keyId,
      key: key as never,
      endorsement,
      authority,
      sealedPrivateKey: this.sealing.seal(der, place),
      createdAt: now,
    });
    return { key, endorsement, privateKey };
  }

  /**
   * Another authority issues at the site: it vouches for the keys of before, and so for the commands
   * that are open. The caller holds the site's lock.
   */
  async endorseAnew(tx: EntityManager, organisationId: string, siteId: string): Promise<void> {
    const createdAt = MoreThan(new Date(Date.now() - believedMs));
    const rows = await tx.findBy(CommandKeyRow, { organisationId, siteId, createdAt });
    for (const { keyId, key } of rows) {
      const vouched = await this.endorse(tx, organisationId, siteId, key);
      await tx.update(CommandKeyRow, { organisationId, siteId, keyId }, vouched);
      await tx.query(
        `UPDATE command SET signed = jsonb_set(signed, '{endorsement}', to_jsonb($4::text))
         WHERE organisation_id = $1 AND site_id = $2 AND signed->'key'->>'keyId' = $3
           AND state IN ('queued', 'sent', 'accepted', 'running')`,
        [organisationId, siteId, keyId, vouched.endorsement],
      );
    }
  }

  private async endorse(
    tx: EntityManager,
    organisationId: string,
    siteId: string,
    key: CommandKey,
  ): Promise<{ endorsement: string; authority: number }> {
    const ca = await this.authorities.issuing(tx, organisationId, siteId);
    const signature = sign('sha256', Buffer.from(commandKeyText(key)), {
      key: createPrivateKey({ key: ca.privateKey, format: 'der', type: 'pkcs8' }),
      dsaEncoding: 'ieee-p1363',
    });
    return { endorsement: signature.toString('base64url'), authority: ca.generation };
  }
}

function placeOf(organisationId: string, siteId: string, keyId: string): SealedPlace {
  return { organisationId, table: 'command_key', id: `${siteId}/${keyId}` };
}
