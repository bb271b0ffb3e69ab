import { Inject, Injectable } from '@nestjs/common';
import {
  idFromUuid,
  lockedRangesMax,
  uuidFromId,
  type LockedRange,
  type NewLockedRange,
} from '@eyrie/contracts';
import { type EntityManager, In, MoreThan } from 'typeorm';
import { Audit } from '../audit/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { CameraRow } from '../cameras/camera.entity.ts';
import { CameraNotFound } from '../cameras/camera.errors.ts';
import { newUuid } from '../database/uuid.ts';
import { DevicesRepository } from '../devices/index.ts';
import { type Page, type PageQuery, pageStart, toPage } from '../paging/page-token.ts';
import { SitesRepository } from '../sites/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { LockedRangeRow } from './locked-range.entity.ts';
import { LockedRangeNotFound, TooManyLockedRanges } from './locked-range.errors.ts';

export interface LockedRangeFilter {
  site_id?: string | undefined;
  camera_id?: string | undefined;
}

/** Locks stretches of time of a camera against retention, at its worker as in the cloud. */
@Injectable()
export class LockedRangesService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /** Throws `CameraNotFound` and `TooManyLockedRanges`. */
  create({ organisationId, name }: PersonPrincipal, input: NewLockedRange): Promise<LockedRange> {
    const cameraId = uuidFromId('camera', input.camera_id);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const camera = await tx.findOneBy(CameraRow, { organisationId, id: cameraId });
      if (!camera) throw new CameraNotFound();
      const { siteId } = camera;
      // The site's lock: its manifest changes with the ranges, and nobody else takes the last place.
      await this.sites.lock(tx, organisationId, siteId);
      const had = await tx.countBy(LockedRangeRow, { organisationId, siteId });
      if (had >= lockedRangesMax) throw new TooManyLockedRanges(lockedRangesMax);
      const id = newUuid();
      await tx.insert(LockedRangeRow, {
        organisationId,
        id,
        siteId,
        cameraId,
        fromAt: new Date(input.from),
        toAt: new Date(input.to),
        reason: input.reason,
        lockedBy: name,
      });
      await this.follow(tx, organisationId, camera);
      await this.audit.record(tx, organisationId, {
        object: { kind: 'locked-range', id: idFromUuid('lockedRange', id) },
        after: input,
      });
      const row = await tx.findOneByOrFail(LockedRangeRow, { organisationId, id });
      return toLockedRange(row, camera);
    });
  }

  list(
    organisationId: string,
    { site_id, camera_id }: LockedRangeFilter,
    query: PageQuery,
  ): Promise<Page<LockedRange>> {
    const bound = `locked-ranges ${site_id ?? ''} ${camera_id ?? ''}`;
    const after = pageStart(query, bound);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const found = await tx.find(LockedRangeRow, {
        where: {
          organisationId,
          ...(site_id === undefined ? {} : { siteId: uuidFromId('site', site_id) }),
          ...(camera_id === undefined ? {} : { cameraId: uuidFromId('camera', camera_id) }),
          ...(after === null ? {} : { id: MoreThan(after) }),
        },
        order: { id: 'ASC' },
        take: query.page_size + 1,
      });
      const { rows, nextPageToken } = toPage(found, query, bound);
      const ids = [...new Set(rows.map(({ cameraId }) => cameraId))];
      const cameras = await tx.findBy(CameraRow, { organisationId, id: In(ids) });
      const byId = new Map(cameras.map((camera) => [camera.id, camera]));
      const items = rows.flatMap((row) => {
        const camera = byId.get(row.cameraId);
        return camera ? [toLockedRange(row, camera)] : [];
      });
      return { items, next_page_token: nextPageToken };
    });
  }

  /** Throws `LockedRangeNotFound`. */
  delete(organisationId: string, rangeId: string): Promise<void> {
    const id = uuidFromId('lockedRange', rangeId);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const row = await tx.findOneBy(LockedRangeRow, { organisationId, id });
      if (!row) throw new LockedRangeNotFound();
      await this.sites.lock(tx, organisationId, row.siteId);
      const camera = await tx.findOneByOrFail(CameraRow, { organisationId, id: row.cameraId });
      const { affected } = await tx.delete(LockedRangeRow, { organisationId, id });
      // Somebody else was faster, between the look and the lock.
      if (affected === 0) throw new LockedRangeNotFound();
      await this.follow(tx, organisationId, camera);
      await this.audit.record(tx, organisationId, {
        object: { kind: 'locked-range', id: rangeId },
        before: toLockedRange(row, camera),
      });
    });
  }

  /** The worker is wanted to know it. */
  private async follow(
    tx: EntityManager,
    organisationId: string,
    { deviceId, siteId }: CameraRow,
  ): Promise<void> {
    await this.devices.touchConfiguration(tx, organisationId, deviceId);
    await this.sites.touchManifest(tx, organisationId, siteId);
  }
}

function toLockedRange(row: LockedRangeRow, { deviceId }: CameraRow): LockedRange {
  return {
    id: idFromUuid('lockedRange', row.id),
    site_id: idFromUuid('site', row.siteId),
    device_id: idFromUuid('device', deviceId),
    camera_id: idFromUuid('camera', row.cameraId),
    from: row.fromAt.toISOString(),
    to: row.toAt.toISOString(),
    reason: row.reason,
    locked_by: row.lockedBy,
    created_at: row.createdAt.toISOString(),
  };
}
