import { createPublicKey, verify } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  type CertificateRenewal,
  idFromUuid,
  renewalProofText,
  type RenewedCertificate,
} from '@eyrie/contracts';
import { type EntityManager, MoreThan } from 'typeorm';
import { Audit } from '../audit/index.ts';
import type { DevicePrincipal } from '../authorisation/index.ts';
import { DeviceCertificateRow } from '../devices/device-certificate.entity.ts';
import { DeviceNotFound } from '../devices/device.errors.ts';
import { DeviceRow } from '../devices/device.entity.ts';
import { InvalidRequest } from '../problems/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { readCertificateRequest } from './certificate-request.ts';
import { RenewalProofRefused, TooManyRenewals } from './renewal.errors.ts';
import { SiteCertificates } from './site-certificates.ts';

const renewalsPerHour = 10;

/** Gives devices certificates for new keys; the key before stays good until the new one was used. */
@Injectable()
export class RenewalService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(SiteCertificates) private readonly certificates: SiteCertificates,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /** Throws `InvalidRequest`, `RenewalProofRefused` and `TooManyRenewals`. */
  async renew(
    { organisationId, siteId, deviceId }: DevicePrincipal,
    request: CertificateRenewal,
  ): Promise<RenewedCertificate> {
    const spki = await readCertificateRequest(request.certificateRequest);
    const next = spki.toString('base64');
    return this.tenancy.transaction(organisationId, async (tx) => {
      // Of two requests at once the second waits here, and finds what the first has made.
      const device = await tx.findOne(DeviceRow, {
        where: { organisationId, id: deviceId },
        lock: { mode: 'for_no_key_update' },
      });
      if (!device || device.revokedAt !== null) throw new DeviceNotFound();
      const proven = [device.publicKey, device.previousPublicKey].find(
        (key) => key !== null && isProof(request, idFromUuid('device', deviceId), key),
      );
      if (!proven) throw new RenewalProofRefused();
      const siteCa = await this.certificates.authority(tx, organisationId, siteId);
      // Our answer was lost: the device shows that by being one key behind.
      const isAgain = next === device.publicKey && proven === device.previousPublicKey;
      if (isAgain) return { certificate: device.certificate, siteCa };
      if (next === device.publicKey || next === device.previousPublicKey) {
        const message = 'must be for a key that the device has not used';
        throw new InvalidRequest([{ pointer: '/certificateRequest', message }]);
      }
      return { certificate: await this.replace(tx, device, proven, spki), siteCa };
    });
  }

  private async replace(
    tx: EntityManager,
    device: DeviceRow,
    proven: string,
    spki: Buffer,
  ): Promise<string> {
    const { organisationId, siteId, id: deviceId } = device;
    await this.requireFew(tx, organisationId, deviceId);
    const given = await this.certificates.issue(tx, { organisationId, siteId, deviceId }, spki);
    // Those of before there was a book of them are written down when they go.
    await this.certificates.record(tx, organisationId, deviceId, device);
    await this.certificates.record(tx, organisationId, deviceId, given);
    await tx.update(
      DeviceRow,
      { organisationId, id: deviceId },
      { ...given, previousPublicKey: proven },
    );
    await this.audit.record(tx, organisationId, {
      object: { kind: 'device', id: idFromUuid('device', deviceId) },
      before: { certificate_serial: device.certificateSerial },
      after: {
        certificate_serial: given.certificateSerial,
        certificate_expires_at: given.certificateExpiresAt.toISOString(),
      },
    });
    return given.certificate;
  }

  private async requireFew(
    tx: EntityManager,
    organisationId: string,
    deviceId: string,
  ): Promise<void> {
    const issuedAt = MoreThan(new Date(Date.now() - 3_600_000));
    const given = await tx.countBy(DeviceCertificateRow, { organisationId, deviceId, issuedAt });
    if (given >= renewalsPerHour) throw new TooManyRenewals();
  }
}

function isProof(
  { certificateRequest, proof }: CertificateRenewal,
  deviceId: string,
  publicKey: string,
): boolean {
  const key = createPublicKey({
    key: Buffer.from(publicKey, 'base64'),
    format: 'der',
    type: 'spki',
  });
  return verify(
    'sha256',
    Buffer.from(renewalProofText(deviceId, certificateRequest)),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(proof, 'base64url'),
  );
}
