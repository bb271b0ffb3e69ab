import { Inject, Injectable } from '@nestjs/common';
import {
  type Enrolment,
  type EnrolmentRequest,
  idFromUuid,
  streamEventTypes,
} from '@eyrie/contracts';
import { type EntityManager, IsNull } from 'typeorm';
import { Audit } from '../audit/index.ts';
import { DeviceCertificateRow } from '../devices/device-certificate.entity.ts';
import { DeviceRow } from '../devices/device.entity.ts';
import { DevicesRepository } from '../devices/index.ts';
import { EventLog } from '../event-log/index.ts';
import { ProvisioningTokenRefused } from '../provisioning/index.ts';
import { ProvisioningTokenRow } from '../provisioning/provisioning-token.entity.ts';
import { SitesRepository } from '../sites/index.ts';
import { toEnrolment } from './enrolment-answer.ts';
import { SiteCertificates } from './site-certificates.ts';

/** New hardware counts its starts from the first. */
const noRuns = {
  runId: null,
  runStart: null,
  runSince: null,
  formerRuns: [],
  runContradictedAt: null,
};

interface NewHardware {
  readonly publicKey: Buffer;
  readonly hardware: EnrolmentRequest['hardware'];
}

/**
 * New hardware in the place of a device: the device stays who it is, with all that refers to it, and
 * gets another key. With that the old hardware is out: its key buys no token, its tokens are of
 * another key, and the site turns its certificates away.
 */
@Injectable()
export class ReplacementService {
  constructor(
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
    @Inject(SiteCertificates) private readonly certificates: SiteCertificates,
    @Inject(EventLog) private readonly eventLog: EventLog,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /** The caller holds the claim's lock. Throws `ProvisioningTokenRefused`. */
  async take(
    tx: EntityManager,
    token: ProvisioningTokenRow,
    deviceId: string,
    { publicKey, hardware }: NewHardware,
  ): Promise<Enrolment> {
    const { organisationId, siteId } = token;
    await this.sites.lockInUse(tx, organisationId, siteId);
    const device = await this.devices.getShown(tx, organisationId, deviceId);
    // Hidden meanwhile: a person has said that it is over.
    if (device.decommissionedAt !== null) throw new ProvisioningTokenRefused();
    const issued = await this.certificates.issue(
      tx,
      { organisationId, siteId, deviceId },
      publicKey,
    );
    await this.certificates.record(tx, organisationId, deviceId, { given: device, authority: 1 });
    const now = new Date();
    await tx.update(
      DeviceCertificateRow,
      { organisationId, deviceId, revokedAt: IsNull() },
      { revokedAt: now },
    );
    await this.certificates.record(tx, organisationId, deviceId, issued);
    await tx.update(
      DeviceRow,
      { organisationId, id: deviceId },
      {
        ...issued.given,
        hardware,
        previousPublicKey: null,
        revokedAt: null,
        revokedReason: null,
        quarantinedAt: null,
        quarantineReason: null,
        ...noRuns,
      },
    );
    await tx.update(
      ProvisioningTokenRow,
      { organisationId, id: token.id },
      { usedAt: now, usedByDeviceId: deviceId },
    );
    await this.devices.touchSealedConfiguration(tx, organisationId, deviceId);
    await this.sites.touchManifest(tx, organisationId, siteId);
    await this.tell(tx, device, hardware);
    const trust = await this.certificates.bundle(tx, organisationId, siteId);
    const { role, name, nodeId } = device;
    const { certificate } = issued.given;
    const enrolled = { organisationId, id: deviceId, siteId, role, name, nodeId, certificate };
    return toEnrolment(enrolled, trust);
  }

  private async tell(
    tx: EntityManager,
    { organisationId, siteId, id, name, role, nodeId, hardware: before }: DeviceRow,
    hardware: EnrolmentRequest['hardware'],
  ): Promise<void> {
    await this.eventLog.append(tx, organisationId, [
      {
        type: streamEventTypes.deviceEnrolled,
        siteId,
        deviceId: id,
        data: { name, role, node_id: nodeId, replaced: true },
      },
    ]);
    const deviceId = idFromUuid('device', id);
    await this.audit.record(tx, organisationId, {
      actor: { kind: 'device', id: deviceId, name, role, credential: null },
      object: { kind: 'device', id: deviceId },
      before: { name, hardware: before },
      after: { name, hardware },
    });
  }
}
