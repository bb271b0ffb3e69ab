import { Inject, Injectable } from '@nestjs/common';
import { type EntityManager, In, IsNull, MoreThan, Not } from 'typeorm';
import { LayersRepository } from '../configurations/layers.repository.ts';
import { effectiveSettings } from '../configurations/settings-merge.ts';
import { DeviceCertificateRow } from './device-certificate.entity.ts';
import { DeviceNotFound } from './device.errors.ts';
import { DeviceConfiguration, DeviceState } from './device-state.entity.ts';
import { DeviceRow } from './device.entity.ts';
import { coordinatorSeconds, heartbeatSecondsDefault } from './presence.ts';

export interface LastFrame {
  /** UUIDs. */
  id: string;
  cameraId: string;
  capturedAt: string | Date;
}

export interface DeviceDetails {
  state: Omit<DeviceState, 'organisationId' | 'deviceId' | 'reportedDesiredVersion'> | undefined;
  lastFrame: LastFrame | null;
  desiredVersion: number;
  heartbeatSeconds: number;
  camerasTotal: number;
}

/** All SQL about devices. Revoked ones are tombstones: `shown` where people look, nowhere else. */
@Injectable()
export class DevicesRepository {
  constructor(@Inject(LayersRepository) private readonly layers: LayersRepository) {}

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

  /** Whatever has become of it: what it once sent refers to it. Throws `DeviceNotFound`. */
  async getShown(tx: EntityManager, organisationId: string, id: string): Promise<DeviceRow> {
    const device = await tx.findOneBy(DeviceRow, { organisationId, id });
    if (!device) throw new DeviceNotFound();
    return device;
  }

  /** Those that the site may have: neither revoked nor in quarantine. */
  listOfSite(tx: EntityManager, organisationId: string, siteId: string): Promise<DeviceRow[]> {
    return tx.find(DeviceRow, {
      where: { organisationId, siteId, revokedAt: IsNull(), quarantinedAt: IsNull() },
      order: { id: 'ASC' },
    });
  }

  /** Throws `DeviceNotFound`. */
  async get(tx: EntityManager, organisationId: string, id: string): Promise<DeviceRow> {
    const device = await this.find(tx, organisationId, id);
    if (!device) throw new DeviceNotFound();
    return device;
  }

  find(tx: EntityManager, organisationId: string, id: string): Promise<DeviceRow | null> {
    return tx.findOneBy(DeviceRow, { organisationId, id, revokedAt: IsNull() });
  }

  /** The same as `getShown`, and nobody else changes the row until the transaction ends. */
  async lockShown(tx: EntityManager, organisationId: string, id: string): Promise<DeviceRow> {
    const device = await tx.findOne(DeviceRow, {
      where: { organisationId, id },
      lock: { mode: 'for_no_key_update' },
    });
    if (!device) throw new DeviceNotFound();
    return device;
  }

  /** The caller holds the device's lock. */
  async change(
    tx: EntityManager,
    organisationId: string,
    id: string,
    set: Pick<DeviceRow, 'name' | 'notes'>,
  ): Promise<void> {
    await tx.update(DeviceRow, { organisationId, id }, { ...set, revision: () => 'revision + 1' });
  }

  async details(
    tx: EntityManager,
    organisationId: string,
    ids: string[],
  ): Promise<Map<string, DeviceDetails>> {
    const states = await tx.findBy(DeviceState, { organisationId, deviceId: In(ids) });
    const wanted = await tx.findBy(DeviceConfiguration, { organisationId, deviceId: In(ids) });
    const desired = new Map(wanted.map((one) => [one.deviceId, one]));
    const cameras = await tx.query<
      { deviceId: string; count: number; id: string | null; cameraId: string; capturedAt: Date }[]
    >(
      `SELECT DISTINCT ON (k.device_id) k.device_id AS "deviceId",
         count(*) OVER (PARTITION BY k.device_id) AS count, f.last_frame_id AS id,
         k.id AS "cameraId", f.last_frame_at AS "capturedAt"
       FROM camera k
       LEFT JOIN camera_state f ON f.organisation_id = k.organisation_id AND f.camera_id = k.id
       WHERE k.organisation_id = $1 AND k.device_id = ANY($2) AND k.archived_at IS NULL
       ORDER BY k.device_id, f.last_frame_at DESC NULLS LAST`,
      [organisationId, ids],
    );
    const byDevice = new Map(cameras.map((one) => [one.deviceId, one]));
    const frameOf = (deviceId: string): LastFrame | null => {
      const one = byDevice.get(deviceId);
      return one && one.id !== null ? { ...one, id: one.id } : null;
    };
    return new Map(
      ids.map((id) => [
        id,
        {
          state: states.find(({ deviceId }) => deviceId === id),
          desiredVersion: desired.get(id)?.version ?? 1,
          heartbeatSeconds: desired.get(id)?.heartbeatSeconds ?? heartbeatSecondsDefault,
          camerasTotal: byDevice.get(id)?.count ?? 0,
          lastFrame: frameOf(id),
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

  /** Of certificates that would be good still, and are not; by device, where there are any. */
  async revokedSerials(
    tx: EntityManager,
    organisationId: string,
    ids: string[],
  ): Promise<Map<string, string[]>> {
    const rows = await tx.find(DeviceCertificateRow, {
      where: {
        organisationId,
        deviceId: In(ids),
        revokedAt: Not(IsNull()),
        expiresAt: MoreThan(new Date()),
      },
      order: { serial: 'ASC' },
    });
    const serials = new Map<string, string[]>();
    for (const { deviceId, serial } of rows) {
      serials.set(deviceId, [...(serials.get(deviceId) ?? []), serial]);
    }
    return serials;
  }

  /** A part of the device's configuration has changed. */
  async touchConfiguration(tx: EntityManager, organisationId: string, deviceId: string) {
    await tx.increment(DeviceConfiguration, { organisationId, deviceId }, 'version', 1);
  }

  /**
   * The device has another key: where passwords of its cameras are sealed for it, they are to be sealed
   * anew, by another version of its configuration. Whether there are any; then its manifest has changed.
   */
  async touchSealedConfiguration(
    tx: EntityManager,
    organisationId: string,
    deviceId: string,
  ): Promise<boolean> {
    const [row] = await tx.query<{ count: string }[]>(
      `WITH changed AS (
         UPDATE device_configuration SET version = version + 1
         WHERE organisation_id = $1 AND device_id = $2 AND EXISTS (SELECT 1 FROM camera k
           WHERE k.organisation_id = $1 AND k.device_id = $2 AND k.sealed_password IS NOT NULL)
         RETURNING 1)
       SELECT count(*) FROM changed`,
      [organisationId, deviceId],
    );
    return Number(row?.count ?? 0) > 0;
  }

  /** With the rows of what will be known of it. */
  async insert(
    tx: EntityManager,
    device: Pick<
      DeviceRow,
      | 'organisationId'
      | 'id'
      | 'siteId'
      | 'role'
      | 'name'
      | 'nodeId'
      | 'publicKey'
      | 'certificate'
      | 'certificateSerial'
      | 'certificateThumbprint'
      | 'certificateExpiresAt'
      | 'hardware'
    >,
  ): Promise<void> {
    const { organisationId, siteId, id: deviceId } = device;
    await tx.insert(DeviceRow, device);
    await tx.insert(DeviceState, { organisationId, deviceId });
    const layers = await this.layers.read(tx, organisationId, [{ siteId, deviceId }]);
    const { telemetry } = effectiveSettings(layers.at({ organisationId, siteId, deviceId }));
    const heartbeatSeconds =
      device.role === 'coordinator' ? coordinatorSeconds : telemetry.heartbeat_seconds;
    await tx.insert(DeviceConfiguration, { organisationId, deviceId, heartbeatSeconds });
  }
}
