import { Injectable } from '@nestjs/common';
import type { DeviceRole, RolloutState } from '@eyrie/contracts';
import { type EntityManager, IsNull } from 'typeorm';
import { CameraRow } from '../cameras/camera.entity.ts';
import type { ConfigurationTarget } from './configuration-target.ts';
import type { OwnCameraConfiguration } from './worker-configuration.ts';

export interface ConfiguredDevice {
  readonly id: string;
  readonly siteId: string;
  readonly name: string;
  readonly role: DeviceRole;
}

export interface RolloutDevice {
  readonly id: string;
  readonly siteId: string;
  readonly name: string;
  readonly state: RolloutState;
  readonly desiredVersion: number;
  readonly reportedVersion: number;
  readonly reason: string | null;
}

const underTarget = `d.organisation_id = $1 AND d.revoked_at IS NULL
  AND ($2::uuid IS NULL OR d.site_id = $2) AND ($3::uuid IS NULL OR d.id = $3)`;

/** SQL about the devices that a layer is for. */
@Injectable()
export class ConfiguredDevices {
  /**
   * Locks the sites of a layer, in one order for everybody: what follows from the layers of a site
   * is worked out by one at a time, and its manifest changes with it.
   */
  async lockSites(
    tx: EntityManager,
    organisationId: string,
    { siteId }: ConfigurationTarget,
  ): Promise<void> {
    await tx.query(
      `SELECT 1 FROM site WHERE organisation_id = $1 AND ($2::uuid IS NULL OR id = $2)
       ORDER BY id FOR NO KEY UPDATE`,
      [organisationId, siteId],
    );
  }

  list(
    tx: EntityManager,
    organisationId: string,
    { siteId, deviceId }: ConfigurationTarget,
  ): Promise<ConfiguredDevice[]> {
    return tx.query(
      `SELECT d.id, d.site_id AS "siteId", d.name, d.role FROM device d
       WHERE ${underTarget} ORDER BY d.site_id, d.name, d.id`,
      [organisationId, siteId, deviceId],
    );
  }

  async cameras(
    tx: EntityManager,
    organisationId: string,
    { siteId, deviceId }: ConfigurationTarget,
  ): Promise<Map<string, OwnCameraConfiguration[]>> {
    const rows = await tx.find(CameraRow, {
      where: {
        organisationId,
        archivedAt: IsNull(),
        ...(siteId === null ? {} : { siteId }),
        ...(deviceId === null ? {} : { deviceId }),
      },
      order: { id: 'ASC' },
    });
    const cameras = new Map<string, OwnCameraConfiguration[]>();
    for (const { deviceId: id, configuration } of rows) {
      cameras.set(id, [...(cameras.get(id) ?? []), configuration]);
    }
    return cameras;
  }

  /** These devices are wanted to run something else from now on. */
  async touch(
    tx: EntityManager,
    organisationId: string,
    workers: readonly { id: string; heartbeatSeconds: number }[],
    siteIds: readonly string[],
  ): Promise<void> {
    await tx.query(
      `UPDATE device_configuration dc
       SET version = dc.version + 1, heartbeat_seconds = changed.seconds
       FROM unnest($2::uuid[], $3::double precision[]) AS changed(id, seconds)
       WHERE dc.organisation_id = $1 AND dc.device_id = changed.id`,
      [
        organisationId,
        workers.map(({ id }) => id),
        workers.map(({ heartbeatSeconds }) => heartbeatSeconds),
      ],
    );
    await tx.query(
      `UPDATE site SET manifest_version = manifest_version + 1
       WHERE organisation_id = $1 AND id = ANY ($2::uuid[])`,
      [organisationId, siteIds],
    );
  }

  /** The workers and what they made of what is wanted; those that refused first. */
  rollout(
    tx: EntityManager,
    organisationId: string,
    { siteId, deviceId }: ConfigurationTarget,
  ): Promise<RolloutDevice[]> {
    return tx.query(
      `SELECT * FROM (
         SELECT d.id, d.site_id AS "siteId", d.name,
           CASE WHEN st.reported_version = dc.version THEN 'applied'
             WHEN st.reported_desired_version = dc.version AND st.reported_reason IS NOT NULL
               THEN 'refused'
             ELSE 'waiting' END AS state,
           dc.version AS "desiredVersion", st.reported_version AS "reportedVersion",
           CASE WHEN st.reported_desired_version = dc.version THEN st.reported_reason END AS reason
         FROM device d
         JOIN device_configuration dc
           ON dc.organisation_id = d.organisation_id AND dc.device_id = d.id
         JOIN device_state st ON st.organisation_id = d.organisation_id AND st.device_id = d.id
         WHERE ${underTarget} AND d.role = 'worker'
       ) AS one
       ORDER BY array_position(ARRAY['refused', 'waiting', 'applied'], one.state), one.name, one.id`,
      [organisationId, siteId, deviceId],
    );
  }
}
