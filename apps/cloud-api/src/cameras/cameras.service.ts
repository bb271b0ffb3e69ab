import { Inject, Injectable } from '@nestjs/common';
import {
  type ArchiveState,
  type Camera,
  type CameraChange,
  idFromUuid,
  keepsPassword,
  uuidFromId,
  whyNoBracket,
  type newCameraSchema,
} from '@eyrie/contracts';
import { type Schedule, whyNotComputable } from '@eyrie/schedule';
import { type EntityManager, IsNull, MoreThan } from 'typeorm';
import type { z } from 'zod';
import { Audit } from '../audit/index.ts';
import { holdsText } from '../database/holds-text.ts';
import { newUuid } from '../database/uuid.ts';
import { DevicesRepository } from '../devices/index.ts';
import { FramesService } from '../frames/index.ts';
import { type Page, type PageQuery, pageStart, toPage } from '../paging/page-token.ts';
import type { SeenRevision } from '../preconditions/index.ts';
import { Sealing } from '../sealing/index.ts';
import { SitesRepository } from '../sites/index.ts';
import { archivedAtOf } from '../database/archived-at.ts';
import { Tenancy } from '../tenancy/index.ts';
import { CameraRow } from './camera.entity.ts';
import { passwordPlace, withoutPassword } from './camera-password.ts';
import {
  BracketImpossible,
  CameraArchived,
  CameraNotFound,
  DeviceHasNoCameras,
  ScheduleNameTaken,
  ScheduleNotComputable,
  TooManyCameras,
} from './camera.errors.ts';

const camerasMax = 16;

export interface CameraFilter {
  site_id?: string | undefined;
  device_id?: string | undefined;
  state: ArchiveState;
  q?: string | undefined;
}

@Injectable()
export class CamerasService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(FramesService) private readonly frames: FramesService,
    @Inject(Audit) private readonly audit: Audit,
    @Inject(Sealing) private readonly sealing: Sealing,
  ) {}

  /** Adds a camera to a worker's configuration. Throws `DeviceNotFound` and this feature's errors. */
  create(organisationId: string, input: z.output<typeof newCameraSchema>): Promise<Camera> {
    const deviceId = uuidFromId('device', input.device_id);
    requireUsable(input.configuration.schedules);
    requireBracketPossible(input.configuration);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const device = await this.devices.get(tx, organisationId, deviceId);
      if (device.role !== 'worker') throw new DeviceHasNoCameras();
      // The site's lock: its manifest changes with the device's configuration, as one step.
      await this.sites.lock(tx, organisationId, device.siteId);
      await this.requireRoom(tx, organisationId, deviceId);
      const id = newUuid();
      const { driver, password } = withoutPassword(input.configuration.driver);
      const configuration = { ...input.configuration, driver };
      await tx.insert(CameraRow, {
        organisationId,
        id,
        siteId: device.siteId,
        deviceId,
        name: input.configuration.name,
        configuration: { ...configuration, cameraId: idFromUuid('camera', id) },
        sealedPassword: this.seal(organisationId, id, password),
      });
      await this.devices.touchConfiguration(tx, organisationId, deviceId);
      await this.sites.touchManifest(tx, organisationId, device.siteId);
      await this.audit.record(tx, organisationId, {
        object: { kind: 'camera', id: idFromUuid('camera', id) },
        after: { ...input, configuration },
      });
      return this.show(tx, organisationId, id);
    });
  }

  list(
    organisationId: string,
    { site_id, device_id, state, q }: CameraFilter,
    query: PageQuery,
  ): Promise<Page<Camera>> {
    const bound = `cameras ${site_id ?? ''} ${device_id ?? ''} ${state} ${q ?? ''}`;
    const after = pageStart(query, bound);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const found = await tx.find(CameraRow, {
        where: {
          organisationId,
          ...(site_id === undefined ? {} : { siteId: uuidFromId('site', site_id) }),
          ...(device_id === undefined ? {} : { deviceId: uuidFromId('device', device_id) }),
          ...archivedAtOf(state),
          ...(q === undefined ? {} : { name: holdsText(q) }),
          ...(after === null ? {} : { id: MoreThan(after) }),
        },
        order: { id: 'ASC' },
        take: query.page_size + 1,
      });
      const { rows, nextPageToken } = toPage(found, query, bound);
      const items = await this.showAll(tx, organisationId, rows);
      return { items, next_page_token: nextPageToken };
    });
  }

  /** Throws `CameraNotFound`. */
  get(organisationId: string, id: string): Promise<Camera> {
    return this.tenancy.transaction(organisationId, (tx) =>
      this.show(tx, organisationId, uuidFromId('camera', id)),
    );
  }

  /**
   * What is absent of the change stays. Throws `CameraNotFound`, `ScheduleNotComputable`,
   * `ScheduleNameTaken`, `BracketImpossible`, `ChangedMeanwhile` and `CameraArchived`.
   */
  change(
    organisationId: string,
    cameraId: string,
    { configuration }: CameraChange,
    seen: SeenRevision,
  ): Promise<Camera> {
    const id = uuidFromId('camera', cameraId);
    requireUsable(configuration.schedules ?? []);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const found = await tx.findOneBy(CameraRow, { organisationId, id });
      if (!found) throw new CameraNotFound();
      const { siteId, deviceId } = found;
      // The site's lock: its manifest changes with the device's configuration, as one step.
      await this.sites.lock(tx, organisationId, siteId);
      const before = await tx.findOneByOrFail(CameraRow, { organisationId, id });
      seen.check(before.revision);
      if (before.archivedAt !== null) throw new CameraArchived();
      const name = configuration.name ?? before.name;
      const { driver, password } = withoutPassword(
        configuration.driver ?? before.configuration.driver,
      );
      const after = { ...before.configuration, ...configuration, driver, name, cameraId };
      requireBracketPossible({
        ...after,
        schedules: after.schedules ?? before.configuration.schedules,
      });
      const isKept = password === null && keepsPassword(before.configuration.driver, driver);
      await tx.update(
        CameraRow,
        { organisationId, id },
        {
          name,
          configuration: after as never,
          sealedPassword: isKept ? before.sealedPassword : this.seal(organisationId, id, password),
          revision: before.revision + 1,
        },
      );
      await this.devices.touchConfiguration(tx, organisationId, deviceId);
      await this.sites.touchManifest(tx, organisationId, siteId);
      await this.audit.record(tx, organisationId, {
        object: { kind: 'camera', id: cameraId },
        before: before.configuration,
        after,
      });
      return this.show(tx, organisationId, id);
    });
  }

  private seal(organisationId: string, id: string, password: string | null): string | null {
    if (password === null || password === '') return null;
    return this.sealing.seal(Buffer.from(password), passwordPlace(organisationId, id));
  }

  /** The caller holds the site's lock. Throws `TooManyCameras`. */
  async requireRoom(tx: EntityManager, organisationId: string, deviceId: string): Promise<void> {
    const had = await tx.countBy(CameraRow, { organisationId, deviceId, archivedAt: IsNull() });
    if (had >= camerasMax) throw new TooManyCameras(camerasMax);
  }

  /** Throws `CameraNotFound`. */
  async show(tx: EntityManager, organisationId: string, id: string): Promise<Camera> {
    const row = await tx.findOneBy(CameraRow, { organisationId, id });
    const [shown] = row ? await this.showAll(tx, organisationId, [row]) : [];
    if (!shown) throw new CameraNotFound();
    return shown;
  }

  private async showAll(
    tx: EntityManager,
    organisationId: string,
    rows: readonly CameraRow[],
  ): Promise<Camera[]> {
    const ids = rows.map(({ id }) => id);
    const latest = await this.frames.latestByCamera(tx, organisationId, ids);
    return rows.map((row) => ({
      id: idFromUuid('camera', row.id),
      site_id: idFromUuid('site', row.siteId),
      device_id: idFromUuid('device', row.deviceId),
      name: row.name,
      revision: row.revision,
      driver: row.configuration.driver.type,
      driver_configuration: row.configuration.driver,
      password_set: row.sealedPassword !== null,
      schedules: row.configuration.schedules,
      profile: row.configuration.profile ?? null,
      frames_total: latest.get(row.id)?.framesTotal ?? 0,
      last_frame: latest.get(row.id)?.lastFrame ?? null,
      archived_at: row.archivedAt?.toISOString() ?? null,
      created_at: row.createdAt.toISOString(),
    }));
  }
}

/** Likewise a bracket of exposures for which camera or schedules leave no room. */
function requireBracketPossible(configuration: Parameters<typeof whyNoBracket>[0]): void {
  const reason = whyNoBracket(configuration);
  if (reason !== null) throw new BracketImpossible(reason);
}

/**
 * A schedule that no worker could run with is refused here, where a person sees it. Throws
 * `ScheduleNotComputable` and `ScheduleNameTaken`.
 */
function requireUsable(schedules: readonly Schedule[]): void {
  const names = new Set<string>();
  for (const schedule of schedules) {
    if (names.has(schedule.name)) throw new ScheduleNameTaken(schedule.name);
    names.add(schedule.name);
    const reason = whyNotComputable(schedule);
    if (reason !== null) throw new ScheduleNotComputable(schedule.name, reason);
  }
}
