import { Inject, Injectable } from '@nestjs/common';
import { idFromUuid } from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import { DeviceCertificateRow } from '../devices/device-certificate.entity.ts';
import { Sealing } from '../sealing/index.ts';
import { type IssuedCertificate, issueDeviceCertificate } from '../sites/site-ca.ts';
import { SiteCaRow } from '../sites/site.entity.ts';

/** What a device's row holds of the certificate that was given to it last. */
export interface GivenCertificate {
  readonly publicKey: string;
  readonly certificate: string;
  readonly certificateSerial: string;
  readonly certificateThumbprint: string;
  readonly certificateExpiresAt: Date;
}

/** A site's certificate authority at work; what it has issued is written down. */
@Injectable()
export class SiteCertificates {
  constructor(@Inject(Sealing) private readonly sealing: Sealing) {}

  /** PEM of the site's CA. */
  async authority(tx: EntityManager, organisationId: string, siteId: string): Promise<string> {
    return (await tx.findOneByOrFail(SiteCaRow, { organisationId, siteId })).certificate;
  }

  /** Issues for the key (SubjectPublicKeyInfo, DER). The caller keeps it: see `record`. */
  async issue(
    tx: EntityManager,
    { organisationId, siteId, deviceId }: Record<'organisationId' | 'siteId' | 'deviceId', string>,
    publicKey: Buffer,
  ): Promise<GivenCertificate> {
    const row = await tx.findOneByOrFail(SiteCaRow, { organisationId, siteId });
    const place = { organisationId, table: 'site_ca', id: siteId };
    const ca = {
      certificate: row.certificate,
      privateKey: this.sealing.open(row.sealedPrivateKey, place),
    };
    const named = { deviceId: idFromUuid('device', deviceId), publicKeySpki: publicKey };
    return toGiven(await issueDeviceCertificate(ca, named, new Date()), publicKey);
  }

  /** Writes down that the device has it; once more changes nothing. */
  async record(
    tx: EntityManager,
    organisationId: string,
    deviceId: string,
    given: GivenCertificate,
  ): Promise<void> {
    await tx
      .createQueryBuilder()
      .insert()
      .into(DeviceCertificateRow)
      .values({
        organisationId,
        deviceId,
        serial: given.certificateSerial,
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
