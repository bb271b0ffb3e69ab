import { Inject, Injectable } from '@nestjs/common';
import {
  type Enrolment,
  type EnrolmentRequest,
  idFromUuid,
  streamEventTypes,
} from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import { Audit } from '../audit/index.ts';
import { newUuid } from '../database/uuid.ts';
import { DeviceRow } from '../devices/device.entity.ts';
import { DevicesRepository } from '../devices/index.ts';
import { EventLog } from '../event-log/index.ts';
import { hashProvisioningSecret, ProvisioningTokenRefused } from '../provisioning/index.ts';
import { ProvisioningTokenRow } from '../provisioning/provisioning-token.entity.ts';
import { SitesRepository } from '../sites/index.ts';
import { SiteRow } from '../sites/site.entity.ts';
import { CrossTenant, Tenancy } from '../tenancy/index.ts';
import { readCertificateRequest } from './certificate-request.ts';
import { foundingVoters } from './founding.ts';
import { toEnrolment } from './enrolment-answer.ts';
import { ReplacementService } from './replacement.service.ts';
import { SiteCertificates } from './site-certificates.ts';

@Injectable()
export class EnrolmentService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(CrossTenant) private readonly crossTenant: CrossTenant,
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
    @Inject(SiteCertificates) private readonly certificates: SiteCertificates,
    @Inject(ReplacementService) private readonly replacements: ReplacementService,
    @Inject(EventLog) private readonly eventLog: EventLog,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /** Throws `InvalidRequest` or, whatever is wrong with the token, `ProvisioningTokenRefused`. */
  async enrol(request: EnrolmentRequest): Promise<Enrolment> {
    const publicKey = await readCertificateRequest(request.certificateRequest);
    const claim = await this.crossTenant.findProvisioningToken(
      hashProvisioningSecret(request.token),
    );
    if (!claim) throw new ProvisioningTokenRefused();
    const { organisationId, tokenId } = claim;
    return this.tenancy.transaction(organisationId, async (tx) => {
      // Lock the token: of two simultaneous uses the second waits here, and finds it used.
      const token = await tx.findOne(ProvisioningTokenRow, {
        where: { organisationId, id: tokenId },
        lock: { mode: 'pessimistic_write' },
      });
      if (!token || token.revokedAt !== null) throw new ProvisioningTokenRefused();
      if (token.usedByDeviceId !== null) {
        return this.sameAnswer(tx, token, token.usedByDeviceId, publicKey);
      }
      if (token.expiresAt.getTime() <= Date.now()) throw new ProvisioningTokenRefused();
      const { hardware } = request;
      return token.replacesDeviceId === null
        ? this.admit(tx, token, publicKey, hardware)
        : this.replacements.take(tx, token, token.replacesDeviceId, { publicKey, hardware });
    });
  }

  /** The device lost our answer and asks again: it shows that by having the same private key. */
  private async sameAnswer(
    tx: EntityManager,
    { organisationId }: ProvisioningTokenRow,
    deviceId: string,
    publicKey: Buffer,
  ): Promise<Enrolment> {
    const device = await tx.findOneByOrFail(DeviceRow, { organisationId, id: deviceId });
    if (device.revokedAt !== null || device.publicKey !== publicKey.toString('base64')) {
      throw new ProvisioningTokenRefused();
    }
    const ca = await this.certificates.authority(tx, organisationId, device.siteId);
    return toEnrolment(device, ca);
  }

  private async admit(
    tx: EntityManager,
    token: ProvisioningTokenRow,
    publicKey: Buffer,
    hardware: EnrolmentRequest['hardware'],
  ): Promise<Enrolment> {
    const { organisationId, siteId, role } = token;
    // Lock the site: node numbers and the founding list are given one device at a time.
    const site = await this.sites.lock(tx, organisationId, siteId);
    const nodeId = role === 'coordinator' ? site.nextNodeId : null;
    const id = newUuid();
    const given = await this.certificates.issue(
      tx,
      { organisationId, siteId, deviceId: id },
      publicKey,
    );
    const device = {
      organisationId,
      id,
      siteId,
      role,
      name: token.deviceName,
      nodeId,
      ...given,
      hardware,
    };
    await this.devices.insert(tx, device);
    await this.certificates.record(tx, organisationId, id, given);
    await tx.update(
      ProvisioningTokenRow,
      { organisationId, id: token.id },
      { usedAt: new Date(), usedByDeviceId: id },
    );
    if (nodeId !== null) await this.found(tx, site);
    await this.sites.touchManifest(tx, organisationId, siteId);
    await this.eventLog.append(tx, organisationId, [
      {
        type: streamEventTypes.deviceEnrolled,
        siteId,
        deviceId: id,
        data: { name: device.name, role, node_id: nodeId },
      },
    ]);
    const deviceId = idFromUuid('device', id);
    await this.audit.record(tx, organisationId, {
      actor: { kind: 'device', id: deviceId, name: device.name, role, credential: null },
      object: { kind: 'device', id: deviceId },
      after: { name: device.name, role, site_id: idFromUuid('site', siteId), hardware },
    });
    return toEnrolment(device, await this.certificates.authority(tx, organisationId, siteId));
  }

  private async found(tx: EntityManager, site: SiteRow): Promise<void> {
    const { organisationId, id } = site;
    const enrolled = await this.sites.coordinators(tx, organisationId, [id]);
    const voters = foundingVoters(
      site.foundingVoters,
      site.foundingCoordinators,
      enrolled.map((one) => ({ deviceId: idFromUuid('device', one.id), nodeId: one.nodeId })),
    );
    await tx.update(
      SiteRow,
      { organisationId, id },
      { nextNodeId: site.nextNodeId + 1, foundingVoters: voters },
    );
  }
}
