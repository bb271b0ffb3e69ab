import { Inject, Injectable } from '@nestjs/common';
import {
  type Archival,
  idFromUuid,
  type Site,
  streamEventTypes,
  uuidFromId,
} from '@eyrie/contracts';
import { type EntityManager, IsNull } from 'typeorm';
import { Audit } from '../audit/index.ts';
import { CameraRow } from '../cameras/camera.entity.ts';
import { DeviceRow } from '../devices/device.entity.ts';
import { EventLog } from '../event-log/index.ts';
import type { SeenRevision } from '../preconditions/index.ts';
import { ProvisioningTokenRow } from '../provisioning/provisioning-token.entity.ts';
import { RevocationsService } from '../revocations/index.ts';
import { SitesRepository, SitesService } from '../sites/index.ts';
import { SiteRow } from '../sites/site.entity.ts';
import { Tenancy } from '../tenancy/index.ts';
import { requireRestorable, restorableUntil } from './archive-window.ts';
import { SiteHasDevices } from './archive.errors.ts';
import { ArchiveRepository } from './archive.repository.ts';

const reason = 'The site was put away.';

export interface SiteArchivalWish {
  readonly seen: SeenRevision;
  /** Devices in use end with it; otherwise they are a reason to refuse. */
  readonly withDevices: boolean;
}

/** Puts sites away, with all that is at them, and takes them back, without it. */
@Injectable()
export class SiteArchive {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(ArchiveRepository) private readonly archive: ArchiveRepository,
    @Inject(SitesService) private readonly resources: SitesService,
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(RevocationsService) private readonly revocations: RevocationsService,
    @Inject(EventLog) private readonly eventLog: EventLog,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /** Once more changes nothing. Throws `SiteNotFound`, `ChangedMeanwhile` and `SiteHasDevices`. */
  put(
    organisationId: string,
    siteId: string,
    { seen, withDevices }: SiteArchivalWish,
  ): Promise<Archival> {
    const id = uuidFromId('site', siteId);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const atSite = { organisationId, siteId: id };
      const used = { ...atSite, archivedAt: IsNull() };
      const cameras = await tx.find(CameraRow, { where: used, select: { id: true } });
      const held = await this.archive.held(
        tx,
        organisationId,
        cameras.map((camera) => camera.id),
      );
      const site = await this.sites.lock(tx, organisationId, id);
      seen.check(site.revision);
      const archivedAt = site.archivedAt ?? new Date();
      const devicesTotal = await tx.countBy(DeviceRow, { ...atSite, revokedAt: IsNull() });
      let camerasTotal = 0;
      if (site.archivedAt === null) {
        if (devicesTotal > 0 && !withDevices) throw new SiteHasDevices(devicesTotal);
        await this.revocations.decommissionAll(tx, atSite, reason);
        const put = { archivedAt, revision: () => 'revision + 1' };
        camerasTotal = (await tx.update(CameraRow, used, put)).affected ?? 0;
        // Nobody is let in by what was handed out before.
        const open = { ...atSite, revokedAt: IsNull() };
        await tx.update(ProvisioningTokenRow, open, { revokedAt: archivedAt });
        await this.write(tx, site, archivedAt, devicesTotal);
      }
      return {
        id: siteId,
        name: site.name,
        archived_at: archivedAt.toISOString(),
        restorable_until: restorableUntil(archivedAt).toISOString(),
        devices_total: devicesTotal,
        cameras_total: camerasTotal,
        ...held,
      };
    });
  }

  /**
   * The site, without devices: their identities have ended, and cameras are of devices.
   * Throws `SiteNotFound`, `ChangedMeanwhile` and `RestoreTimeOver`.
   */
  takeBack(organisationId: string, siteId: string, seen: SeenRevision): Promise<Site> {
    const id = uuidFromId('site', siteId);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const before = await this.sites.lock(tx, organisationId, id);
      seen.check(before.revision);
      if (before.archivedAt !== null) {
        requireRestorable(before.archivedAt, new Date());
        await this.write(tx, before, null, 0);
      }
      return this.resources.show(tx, organisationId, await this.sites.get(tx, organisationId, id));
    });
  }

  private async write(
    tx: EntityManager,
    site: SiteRow,
    archivedAt: Date | null,
    devicesTotal: number,
  ): Promise<void> {
    const { organisationId, id, name } = site;
    const change = { archivedAt, revision: site.revision + 1 };
    await tx.update(SiteRow, { organisationId, id }, change);
    const { siteArchived, siteRestored } = streamEventTypes;
    const type = archivedAt === null ? siteRestored : siteArchived;
    const data = { name, devices_total: devicesTotal };
    await this.eventLog.append(tx, organisationId, [{ type, siteId: id, data }]);
    await this.audit.record(tx, organisationId, {
      object: { kind: 'site', id: idFromUuid('site', id) },
      before: { name, archived_at: site.archivedAt?.toISOString() ?? null },
      after: {
        name,
        archived_at: archivedAt?.toISOString() ?? null,
        devices_decommissioned: devicesTotal,
      },
    });
  }
}
