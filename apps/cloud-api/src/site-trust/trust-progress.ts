import { Injectable } from '@nestjs/common';
import type { CaRotationPhase } from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import { SiteCaRow } from '../sites/site.entity.ts';
import { fingerprintOf } from '../sites/index.ts';
import type { CaRotationRow } from './ca-rotation.entity.ts';
import type { TrustCounts } from './rotation-phase.ts';

export interface DeviceProgress {
  /** UUID. */
  readonly id: string;
  readonly name: string;
  readonly isTrusting: boolean;
  readonly isRenewed: boolean;
  readonly isSettled: boolean;
}

/** How far each device of a site is in a rotation. Those that are let in nowhere do not count. */
@Injectable()
export class TrustProgress {
  async devices(
    tx: EntityManager,
    { organisationId, siteId, generation }: CaRotationRow,
  ): Promise<DeviceProgress[]> {
    const of = { organisationId, siteId, generation };
    const { certificate } = await tx.findOneByOrFail(SiteCaRow, of);
    return tx.query<DeviceProgress[]>(
      `SELECT d.id, d.name,
         coalesce($4 = ANY (t.authorities), false) AS "isTrusting",
         coalesce(c.authority = $3, false) AS "isRenewed",
         coalesce(c.authority = $3 AND t.authorities = ARRAY[$4], false) AS "isSettled"
       FROM device d
       LEFT JOIN device_trust t ON t.organisation_id = d.organisation_id AND t.device_id = d.id
       LEFT JOIN device_certificate c
         ON c.organisation_id = d.organisation_id AND c.device_id = d.id AND c.serial = t.serial
       WHERE d.organisation_id = $1 AND d.site_id = $2
         AND d.revoked_at IS NULL AND d.quarantined_at IS NULL
       ORDER BY d.id`,
      [organisationId, siteId, generation, fingerprintOf(certificate)],
    );
  }
}

export function countsOf(devices: readonly DeviceProgress[]): TrustCounts {
  return {
    devices: devices.length,
    trusting: devices.filter(({ isTrusting }) => isTrusting).length,
    renewed: devices.filter(({ isRenewed }) => isRenewed).length,
    settled: devices.filter(({ isSettled }) => isSettled).length,
  };
}

/** Whom the phase waits for. */
export function missingIn(
  phase: CaRotationPhase,
  devices: readonly DeviceProgress[],
): DeviceProgress[] {
  const isThrough = {
    distributing: ({ isTrusting }: DeviceProgress) => isTrusting,
    renewing: ({ isRenewed }: DeviceProgress) => isRenewed,
    retiring: ({ isSettled }: DeviceProgress) => isSettled,
    done: () => true,
  }[phase];
  return devices.filter((device) => !isThrough(device));
}
