import { createPublicKey, verify, X509Certificate } from 'node:crypto';
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
import { DevicesRepository } from '../devices/index.ts';
import { InvalidRequest } from '../problems/index.ts';
import { SitesRepository } from '../sites/index.ts';
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
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
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
      // The site's lock first, as everywhere: its manifest may change with the device's key.
      await this.sites.lock(tx, organisationId, siteId);
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
      const trust = await this.certificates.bundle(tx, organisationId, siteId);
      // Our answer was lost: the device shows that by being one key behind.
      const isAgain = next === device.publicKey && proven === device.previousPublicKey;
      // The authority may have been replaced since: then there is a better answer than the same.
      if (isAgain && isUnder(device.certificate, trust.siteCa)) {
        return { certificate: device.certificate, ...trust };
      }
      if (!isAgain && (next === device.publicKey || next === device.previousPublicKey)) {
        const message = 'must be for a key that the device has not used';
        throw new InvalidRequest([{ pointer: '/certificateRequest', message }]);
      }
      return { certificate: await this.replace(tx, device, proven, spki), ...trust };
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
    const issued = await this.certificates.issue(tx, { organisationId, siteId, deviceId }, spki);
    const { given } = issued;
    // Those of before there was a book of them are written down when they go.
    await this.certificates.record(tx, organisationId, deviceId, { given: device, authority: 1 });
    await this.certificates.record(tx, organisationId, deviceId, issued);
    await tx.update(
      DeviceRow,
      { organisationId, id: deviceId },
      { ...given, previousPublicKey: proven },
    );
    if (await this.devices.touchSealedConfiguration(tx, organisationId, deviceId)) {
      await this.sites.touchManifest(tx, organisationId, siteId);
    }
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

/** Whether the authority that issues at present, the first of the bundle, issued the certificate. */
function isUnder(certificate: string, bundle: string): boolean {
  return new X509Certificate(certificate).verify(new X509Certificate(bundle).publicKey);
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
