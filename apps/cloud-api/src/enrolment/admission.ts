import { Inject, Injectable } from '@nestjs/common';
import { type EnrolmentRequest, idFromUuid, streamEventTypes } from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import { newUuid } from '../database/uuid.ts';
import { DeviceRow } from '../devices/device.entity.ts';
import { DevicesRepository } from '../devices/index.ts';
import { EventLog } from '../event-log/index.ts';
import type { ProvisioningTokenRow } from '../provisioning/provisioning-token.entity.ts';
import { SitesRepository } from '../sites/index.ts';
import { SiteRow } from '../sites/site.entity.ts';
import { foundingVoters } from './founding.ts';
import { SiteCertificates } from './site-certificates.ts';

export interface Newcomer {
  readonly name: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer;
  readonly hardware: EnrolmentRequest['hardware'];
}

/** Makes a device of who may come in: its row, its number, its certificate, and the site's word of it. */
@Injectable()
export class Admission {
  constructor(
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
    @Inject(SiteCertificates) private readonly certificates: SiteCertificates,
    @Inject(EventLog) private readonly eventLog: EventLog,
  ) {}

  /** The caller has made sure that it may, and that it happens once. */
  async admit(
    tx: EntityManager,
    token: Pick<ProvisioningTokenRow, 'organisationId' | 'siteId' | 'role'>,
    { name, publicKey, hardware }: Newcomer,
  ): Promise<DeviceRow> {
    const { organisationId, siteId, role } = token;
    // Lock the site: node numbers and the founding list are given one device at a time.
    const site = await this.sites.lockInUse(tx, organisationId, siteId);
    const nodeId = role === 'coordinator' ? site.nextNodeId : null;
    const id = newUuid();
    const issued = await this.certificates.issue(
      tx,
      { organisationId, siteId, deviceId: id },
      publicKey,
    );
    await this.devices.insert(tx, {
      organisationId,
      id,
      siteId,
      role,
      name,
      nodeId,
      ...issued.given,
      hardware,
    });
    await this.certificates.record(tx, organisationId, id, issued);
    if (nodeId !== null) await this.found(tx, site);
    await this.sites.touchManifest(tx, organisationId, siteId);
    const data = { name, role, node_id: nodeId };
    await this.eventLog.append(tx, organisationId, [
      { type: streamEventTypes.deviceEnrolled, siteId, deviceId: id, data },
    ]);
    return tx.findOneByOrFail(DeviceRow, { organisationId, id });
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
