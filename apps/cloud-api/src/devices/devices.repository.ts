import { Injectable } from '@nestjs/common';
import { type EntityManager, In, IsNull, MoreThan } from 'typeorm';
import { DeviceNotFound } from './device.errors.ts';
import { DeviceConfiguration, DeviceState } from './device-state.entity.ts';
import { DeviceRow } from './device.entity.ts';

export interface DeviceDetails {
  state: DeviceState | undefined;
  desiredVersion: number;
  camerasTotal: number;
}

/** All SQL about devices. Revoked ones are tombstones, and not shown. */
@Injectable()
export class DevicesRepository {
  list(
    tx: EntityManager,
    organisationId: string,
    filter: { siteId: string | null; after: string | null; limit: number },
  ): Promise<DeviceRow[]> {
    return tx.find(DeviceRow, {
      where: {
        organisationId,
        revokedAt: IsNull(),
        ...(filter.siteId === null ? {} : { siteId: filter.siteId }),
        ...(filter.after === null ? {} : { id: MoreThan(filter.after) }),
      },
      order: { id: 'ASC' },
      take: filter.limit,
    });
  }

  listOfSite(tx: EntityManager, organisationId: string, siteId: string): Promise<DeviceRow[]> {
    return tx.find(DeviceRow, {
      where: { organisationId, siteId, revokedAt: IsNull() },
      order: { id: 'ASC' },
    });
  }

  /** Throws `DeviceNotFound`. */
  async get(tx: EntityManager, organisationId: string, id: string): Promise<DeviceRow> {
    const device = await tx.findOneBy(DeviceRow, { organisationId, id, revokedAt: IsNull() });
    if (!device) throw new DeviceNotFound();
    return device;
  }

  async details(
    tx: EntityManager,
    organisationId: string,
    ids: string[],
  ): Promise<Map<string, DeviceDetails>> {
    const states = await tx.findBy(DeviceState, { organisationId, deviceId: In(ids) });
    const desired = await this.desiredVersions(tx, organisationId, ids);
    const cameras = await tx.query<{ deviceId: string; count: number }[]>(
      `SELECT device_id AS "deviceId", count(*) AS count FROM camera
       WHERE organisation_id = $1 AND device_id = ANY($2) GROUP BY device_id`,
      [organisationId, ids],
    );
    return new Map(
      ids.map((id) => [
        id,
        {
          state: states.find(({ deviceId }) => deviceId === id),
          desiredVersion: desired.get(id) ?? 1,
          camerasTotal: cameras.find(({ deviceId }) => deviceId === id)?.count ?? 0,
        },
      ]),
    );
  }

  async desiredVersions(
    tx: EntityManager,
    organisationId: string,
    ids: string[],
  ): Promise<Map<string, number>> {
    const rows = await tx.findBy(DeviceConfiguration, { organisationId, deviceId: In(ids) });
    return new Map(rows.map(({ deviceId, version }) => [deviceId, version]));
  }

  /** A part of the device's configuration has changed. */
  async touchConfiguration(tx: EntityManager, organisationId: string, deviceId: string) {
    await tx.increment(DeviceConfiguration, { organisationId, deviceId }, 'version', 1);
  }

  /** With the rows of what will be known of it. */
  async insert(
    tx: EntityManager,
    device: Omit<DeviceRow, 'revokedAt' | 'createdAt'>,
  ): Promise<void> {
    const { organisationId, id: deviceId } = device;
    await tx.insert(DeviceRow, device);
    await tx.insert(DeviceState, { organisationId, deviceId });
    await tx.insert(DeviceConfiguration, { organisationId, deviceId });
  }
}
