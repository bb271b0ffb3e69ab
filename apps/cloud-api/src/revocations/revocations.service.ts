import { Inject, Injectable } from '@nestjs/common';
import { type Device, idFromUuid, streamEventTypes, uuidFromId } from '@eyrie/contracts';
import { type EntityManager, IsNull } from 'typeorm';
import { Audit } from '../audit/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { toDevice } from '../devices/device-resource.ts';
import { DeviceRow } from '../devices/device.entity.ts';
import { DevicesRepository } from '../devices/index.ts';
import { EventLog } from '../event-log/index.ts';
import { SitesRepository } from '../sites/index.ts';
import { Tenancy } from '../tenancy/index.ts';

/**
 * Ends what a device may do. Its row stays, so that its past keeps its name and so that it does not
 * come back under it. The site hears of it by the manifest.
 */
@Injectable()
export class RevocationsService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(EventLog) private readonly eventLog: EventLog,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /** Once more changes nothing. Throws `DeviceNotFound`. */
  revoke(person: PersonPrincipal, deviceId: string, reason: string | null): Promise<Device> {
    return this.end(person, deviceId, { reason, decommissioned: false });
  }

  /** Revokes, and takes it out of the lists. Throws `DeviceNotFound`. */
  decommission(person: PersonPrincipal, deviceId: string, reason: string | null): Promise<Device> {
    return this.end(person, deviceId, { reason, decommissioned: true });
  }

  /** All of a site that are not out of the lists yet; the caller holds the site's lock. */
  async decommissionAll(
    tx: EntityManager,
    atSite: { organisationId: string; siteId: string },
    reason: string,
  ): Promise<void> {
    const where = { ...atSite, decommissionedAt: IsNull() };
    const devices = await tx.find(DeviceRow, { where, order: { id: 'ASC' } });
    for (const device of devices) await this.write(tx, device, { reason, decommissioned: true });
  }

  private end(
    { organisationId }: PersonPrincipal,
    deviceId: string,
    change: { reason: string | null; decommissioned: boolean },
  ): Promise<Device> {
    const id = uuidFromId('device', deviceId);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const { siteId } = await this.devices.getShown(tx, organisationId, id);
      // The site's lock first, as enrolment takes it; then what the device has become by now.
      await this.sites.lock(tx, organisationId, siteId);
      const device = await this.devices.getShown(tx, organisationId, id);
      const isDone = device.revokedAt !== null && !change.decommissioned;
      if (!isDone && device.decommissionedAt === null) await this.write(tx, device, change);
      const row = await this.devices.getShown(tx, organisationId, id);
      const details = await this.devices.details(tx, organisationId, [id]);
      return toDevice(row, details.get(id), new Date());
    });
  }

  private async write(
    tx: EntityManager,
    device: DeviceRow,
    { reason, decommissioned }: { reason: string | null; decommissioned: boolean },
  ): Promise<void> {
    const { organisationId, id, siteId, name } = device;
    const now = new Date();
    const isFirst = device.revokedAt === null;
    await tx.update(
      DeviceRow,
      { organisationId, id },
      {
        ...(isFirst ? { revokedAt: now, revokedReason: reason } : {}),
        ...(decommissioned ? { decommissionedAt: now } : {}),
      },
    );
    if (isFirst) await this.sites.touchManifest(tx, organisationId, siteId);
    await this.eventLog.append(tx, organisationId, [
      {
        type: streamEventTypes.deviceRevoked,
        siteId,
        deviceId: id,
        data: { name, reason, decommissioned },
      },
    ]);
    await this.audit.record(tx, organisationId, {
      object: { kind: 'device', id: idFromUuid('device', id) },
      before: { name, revoked_at: device.revokedAt?.toISOString() ?? null },
      after: { name, revoked_at: (device.revokedAt ?? now).toISOString(), reason, decommissioned },
    });
  }
}
