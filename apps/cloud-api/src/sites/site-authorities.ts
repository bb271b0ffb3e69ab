import { X509Certificate } from 'node:crypto';
import { Injectable, Inject } from '@nestjs/common';
import { idFromUuid } from '@eyrie/contracts';
import { type EntityManager, Not } from 'typeorm';
import { Sealing } from '../sealing/index.ts';
import type { SealedPlace } from '../sealing/sealing.ts';
import { type CertificateAuthority, makeSiteCa } from './site-ca.ts';
import { SiteCaRow } from './site.entity.ts';
import { SiteNotFound } from './site.errors.ts';

export interface IssuingAuthority extends CertificateAuthority {
  readonly generation: number;
}

/** What a device of the site is given to trust. */
export interface TrustBundle {
  /** PEM, the issuing authority first. */
  readonly siteCa: string;
  /** Fingerprint of the site's first authority: the site's name for this cloud, for good. */
  readonly authorityMark: string;
}

/** A site's certificate authorities: one that issues, and beside it those that are still trusted. */
@Injectable()
export class SiteAuthorities {
  constructor(@Inject(Sealing) private readonly sealing: Sealing) {}

  /** Throws `SiteNotFound`. */
  async issuing(
    tx: EntityManager,
    organisationId: string,
    siteId: string,
  ): Promise<IssuingAuthority> {
    const row = await tx.findOneBy(SiteCaRow, { organisationId, siteId, state: 'issuing' });
    if (row?.sealedPrivateKey == null) throw new SiteNotFound();
    const { generation, certificate, sealedPrivateKey } = row;
    const place = placeOf(organisationId, siteId, generation);
    return { generation, certificate, privateKey: this.sealing.open(sealedPrivateKey, place) };
  }

  async bundle(tx: EntityManager, organisationId: string, siteId: string): Promise<TrustBundle> {
    const rows = await this.trusted(tx, organisationId, siteId);
    const first = await tx.findOneByOrFail(SiteCaRow, { organisationId, siteId, generation: 1 });
    return {
      siteCa: rows.map(({ certificate }) => `${certificate.trim()}\n`).join(''),
      authorityMark: fingerprintOf(first.certificate),
    };
  }

  /** Those that devices are to trust, the issuing one first. */
  async trusted(tx: EntityManager, organisationId: string, siteId: string): Promise<SiteCaRow[]> {
    const rows = await tx.find(SiteCaRow, {
      where: { organisationId, siteId, state: Not('retired') },
      order: { generation: 'ASC' },
    });
    const isIssuing = ({ state }: SiteCaRow) => state === 'issuing';
    return [...rows.filter(isIssuing), ...rows.filter((row) => !isIssuing(row))];
  }

  /** The next one; nobody trusts it yet. The caller holds the site's lock. */
  async prepare(tx: EntityManager, organisationId: string, siteId: string): Promise<SiteCaRow> {
    const generation = 1 + (await tx.countBy(SiteCaRow, { organisationId, siteId }));
    const ca = await makeSiteCa(idFromUuid('site', siteId), new Date(), generation);
    const place = placeOf(organisationId, siteId, generation);
    await tx.insert(SiteCaRow, {
      organisationId,
      siteId,
      generation,
      state: 'next',
      certificate: ca.certificate,
      sealedPrivateKey: this.sealing.seal(ca.privateKey, place),
    });
    return tx.findOneByOrFail(SiteCaRow, { organisationId, siteId, generation });
  }

  /** From now on that one issues; the one before is trusted as long as it is not retired. */
  async promote(
    tx: EntityManager,
    organisationId: string,
    siteId: string,
    generation: number,
  ): Promise<void> {
    const of = { organisationId, siteId };
    await tx.update(SiteCaRow, { ...of, state: 'issuing' }, { state: 'trusted' });
    await tx.update(SiteCaRow, { ...of, generation }, { state: 'issuing' });
  }

  /** All but the issuing one are trusted no more, and their keys are gone for good. */
  async retireOthers(tx: EntityManager, organisationId: string, siteId: string): Promise<void> {
    await tx.query(
      `UPDATE site_ca SET state = 'retired', sealed_private_key = NULL, retired_at = now()
       WHERE organisation_id = $1 AND site_id = $2 AND state IN ('next', 'trusted')`,
      [organisationId, siteId],
    );
  }
}

/** SHA-256 of the certificate, hexadecimal. */
export function fingerprintOf(pem: string): string {
  return new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
}

/** Where the key of an authority is sealed; the first one's place is that of before there were more. */
function placeOf(organisationId: string, siteId: string, generation: number): SealedPlace {
  const id = generation === 1 ? siteId : `${siteId}/${generation}`;
  return { organisationId, table: 'site_ca', id };
}
