import { Inject, Injectable } from '@nestjs/common';
import { idFromUuid } from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import { DeviceCertificateRow } from '../devices/device-certificate.entity.ts';
import { SiteAuthorities, type TrustBundle } from '../sites/index.ts';
import { type IssuedCertificate, issueDeviceCertificate } from '../sites/site-ca.ts';

/** What a device's row holds of the certificate that was given to it last. */
export interface GivenCertificate {
  readonly publicKey: string;
  readonly certificate: string;
  readonly certificateSerial: string;
  readonly certificateThumbprint: string;
  readonly certificateExpiresAt: Date;
}

/** A new one, with the generation of the authority that issued it. */
export interface NewCertificate {
  readonly given: GivenCertificate;
  readonly authority: number;
}

/** A site's certificate authority at work; what it has issued is written down. */
@Injectable()
export class SiteCertificates {
  constructor(@Inject(SiteAuthorities) private readonly authorities: SiteAuthorities) {}

  /** What the site's devices trust. */
  bundle(tx: EntityManager, organisationId: string, siteId: string): Promise<TrustBundle> {
    return this.authorities.bundle(tx, organisationId, siteId);
  }

  /** Issues for the key (SubjectPublicKeyInfo, DER). The caller keeps it: see `record`. */
  async issue(
    tx: EntityManager,
    { organisationId, siteId, deviceId }: Record<'organisationId' | 'siteId' | 'deviceId', string>,
    publicKey: Buffer,
  ): Promise<NewCertificate> {
    const ca = await this.authorities.issuing(tx, organisationId, siteId);
    const named = { deviceId: idFromUuid('device', deviceId), publicKeySpki: publicKey };
    const issued = await issueDeviceCertificate(ca, named, new Date());
    return { given: toGiven(issued, publicKey), authority: ca.generation };
  }

  /** Writes down that the device has it; once more changes nothing. Those of before are of the first. */
  async record(
    tx: EntityManager,
    organisationId: string,
    deviceId: string,
    { given, authority }: NewCertificate,
  ): Promise<void> {
    await tx
      .createQueryBuilder()
      .insert()
      .into(DeviceCertificateRow)
      .values({
        organisationId,
        deviceId,
        serial: given.certificateSerial,
        authority,
        thumbprint: given.certificateThumbprint,
        publicKey: given.publicKey,
        expiresAt: given.certificateExpiresAt,
      })
      .orIgnore()
      .execute();
  }
}

function toGiven(issued: IssuedCertificate, publicKey: Buffer): GivenCertificate {
  return {
    publicKey: publicKey.toString('base64'),
    certificate: issued.certificate,
    certificateSerial: issued.serial,
    certificateThumbprint: issued.thumbprint,
    certificateExpiresAt: issued.expiresAt,
  };
}
