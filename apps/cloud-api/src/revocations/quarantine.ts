import { Inject, Injectable } from '@nestjs/common';
import { idFromUuid, streamEventTypes } from '@eyrie/contracts';
import { type EntityManager, In, IsNull } from 'typeorm';
import { Audit } from '../audit/index.ts';
import { DeviceRow } from '../devices/device.entity.ts';
import { EventLog } from '../event-log/index.ts';
import { SitesRepository } from '../sites/index.ts';

const reason =
  'Two machines were seen with the identity of this device. Neither is let in until a person replaces ' +
  'the hardware of the one that is to stay: it enrols anew, and the other stays out.';

/** Puts devices that were seen twice where neither of the two is let in. */
@Injectable()
export class Quarantine {
  constructor(
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(EventLog) private readonly eventLog: EventLog,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /** `deviceIds` are UUIDs; those of other sites, and those that are out already, are passed over. */
  async begin(
    tx: EntityManager,
    { organisationId, siteId }: { organisationId: string; siteId: string },
    deviceIds: string[],
  ): Promise<void> {
    if (deviceIds.length === 0) return;
    await this.sites.lock(tx, organisationId, siteId);
    const open = { organisationId, siteId, revokedAt: IsNull(), quarantinedAt: IsNull() };
    const devices = await tx.findBy(DeviceRow, { ...open, id: In(deviceIds) });
    for (const { id, name } of devices) {
      const change = { quarantinedAt: new Date(), quarantineReason: reason };
      await tx.update(DeviceRow, { ...open, id }, change);
      await this.sites.touchManifest(tx, organisationId, siteId);
      await this.eventLog.append(tx, organisationId, [
        {
          type: streamEventTypes.deviceQuarantined,
          siteId,
          deviceId: id,
          data: { name, reason },
        },
      ]);
      await this.audit.record(tx, organisationId, {
        object: { kind: 'device', id: idFromUuid('device', id) },
        before: { name, quarantined: false },
        after: { name, quarantined: true },
      });
    }
  }
}
