import { Injectable } from '@nestjs/common';
import { idFromUuid, type LockedRangeConfiguration } from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import { CameraRow } from '../cameras/camera.entity.ts';
import { LockedRangeRow } from './locked-range.entity.ts';

/** What the devices of a site have to be told. */
@Injectable()
export class LockedRangesRepository {
  /** By the UUID of the device. */
  async ofDevices(
    tx: EntityManager,
    organisationId: string,
    siteId: string,
  ): Promise<Map<string, LockedRangeConfiguration[]>> {
    const rows = await tx
      .createQueryBuilder(LockedRangeRow, 'l')
      .innerJoin(CameraRow, 'c', 'c.organisation_id = l.organisation_id AND c.id = l.camera_id')
      .where('l.organisation_id = :organisationId AND l.site_id = :siteId', {
        organisationId,
        siteId,
      })
      .select([
        'l.camera_id AS camera',
        'l.from_at AS from',
        'l.to_at AS to',
        'c.device_id AS device',
      ])
      .orderBy('l.id')
      .getRawMany<{ camera: string; from: Date; to: Date; device: string }>();
    const byDevice = new Map<string, LockedRangeConfiguration[]>();
    for (const { camera, from, to, device } of rows) {
      const range = {
        cameraId: idFromUuid('camera', camera),
        from: from.toISOString(),
        to: to.toISOString(),
      };
      byDevice.set(device, [...(byDevice.get(device) ?? []), range]);
    }
    return byDevice;
  }
}
