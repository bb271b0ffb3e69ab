import { Inject, Injectable } from '@nestjs/common';
import {
  type Archival,
  type Camera,
  idFromUuid,
  streamEventTypes,
  uuidFromId,
} from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import { Audit } from '../audit/index.ts';
import { CameraRow } from '../cameras/camera.entity.ts';
import { CameraNotFound } from '../cameras/camera.errors.ts';
import { CamerasService } from '../cameras/index.ts';
import { DevicesRepository } from '../devices/index.ts';
import { EventLog } from '../event-log/index.ts';
import type { SeenRevision } from '../preconditions/index.ts';
import { SitesRepository } from '../sites/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { requireRestorable, restorableUntil } from './archive-window.ts';
import { CameraWithoutDevice } from './archive.errors.ts';
import { ArchiveRepository } from './archive.repository.ts';

/** Puts cameras away and takes them back: their workers follow at once, their pictures stay. */
@Injectable()
export class CameraArchive {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(ArchiveRepository) private readonly archive: ArchiveRepository,
    @Inject(CamerasService) private readonly cameras: CamerasService,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(EventLog) private readonly eventLog: EventLog,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /** Once more changes nothing. Throws `CameraNotFound` and `ChangedMeanwhile`. */
  put(organisationId: string, cameraId: string, seen: SeenRevision): Promise<Archival> {
    const id = uuidFromId('camera', cameraId);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const held = await this.archive.held(tx, organisationId, [id]);
      const before = await this.lock(tx, organisationId, id);
      seen.check(before.revision);
      const archivedAt = before.archivedAt ?? new Date();
      if (before.archivedAt === null) await this.write(tx, before, archivedAt);
      return {
        id: cameraId,
        name: before.name,
        archived_at: archivedAt.toISOString(),
        restorable_until: restorableUntil(archivedAt).toISOString(),
        devices_total: 0,
        cameras_total: 1,
        ...held,
      };
    });
  }

  /**
   * Its worker captures again. Throws `CameraNotFound`, `ChangedMeanwhile`, `RestoreTimeOver`,
   * `CameraWithoutDevice` and `TooManyCameras`.
   */
  takeBack(organisationId: string, cameraId: string, seen: SeenRevision): Promise<Camera> {
    const id = uuidFromId('camera', cameraId);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const before = await this.lock(tx, organisationId, id);
      seen.check(before.revision);
      if (before.archivedAt !== null) {
        requireRestorable(before.archivedAt, new Date());
        const device = await this.devices.getShown(tx, organisationId, before.deviceId);
        if (device.decommissionedAt !== null) throw new CameraWithoutDevice();
        await this.cameras.requireRoom(tx, organisationId, before.deviceId);
        await this.write(tx, before, null);
      }
      return this.cameras.show(tx, organisationId, id);
    });
  }

  /** The site's lock: its manifest changes with the device's configuration, as one step. */
  private async lock(tx: EntityManager, organisationId: string, id: string): Promise<CameraRow> {
    const found = await tx.findOneBy(CameraRow, { organisationId, id });
    if (!found) throw new CameraNotFound();
    await this.sites.lock(tx, organisationId, found.siteId);
    return tx.findOneByOrFail(CameraRow, { organisationId, id });
  }

  private async write(tx: EntityManager, camera: CameraRow, archivedAt: Date | null) {
    const { organisationId, id, siteId, deviceId, name } = camera;
    const change = { archivedAt, revision: camera.revision + 1 };
    await tx.update(CameraRow, { organisationId, id }, change);
    await this.devices.touchConfiguration(tx, organisationId, deviceId);
    await this.sites.touchManifest(tx, organisationId, siteId);
    const { cameraArchived, cameraRestored } = streamEventTypes;
    const type = archivedAt === null ? cameraRestored : cameraArchived;
    await this.eventLog.append(tx, organisationId, [
      { type, siteId, deviceId, cameraId: id, data: { name } },
    ]);
    await this.audit.record(tx, organisationId, {
      object: { kind: 'camera', id: idFromUuid('camera', id) },
      before: { name, archived_at: camera.archivedAt?.toISOString() ?? null },
      after: { name, archived_at: archivedAt?.toISOString() ?? null },
    });
  }
}
