import {
  type Device,
  type DeviceChange,
  type DeviceCounts,
  type DeviceCountsQuery,
  type DeviceListQuery,
  uuidFromId,
} from '@eyrie/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Audit } from '../audit/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import type { Page } from '../paging/page-token.ts';
import type { SeenRevision } from '../preconditions/index.ts';
import { SitesRepository } from '../sites/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { toDevice } from './device-resource.ts';
import { DeviceList } from './device-list.ts';
import { DevicesRepository } from './devices.repository.ts';

/** What people do with devices, but for what ends or replaces one. */
@Injectable()
export class DevicesService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
    @Inject(DeviceList) private readonly deviceList: DeviceList,
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  list({ organisationId }: PersonPrincipal, query: DeviceListQuery): Promise<Page<Device>> {
    return this.deviceList.read(organisationId, query);
  }

  count({ organisationId }: PersonPrincipal, query: DeviceCountsQuery): Promise<DeviceCounts> {
    return this.deviceList.count(organisationId, query);
  }

  /** Throws `DeviceNotFound`. */
  get({ organisationId }: PersonPrincipal, deviceId: string): Promise<Device> {
    const id = uuidFromId('device', deviceId);
    return this.tenancy.transaction(organisationId, (tx) => this.show(tx, organisationId, id));
  }

  /** Changes name or notes. Throws `DeviceNotFound` and `ChangedMeanwhile`. */
  change(
    { organisationId }: PersonPrincipal,
    deviceId: string,
    change: DeviceChange,
    seen: SeenRevision,
  ): Promise<Device> {
    const id = uuidFromId('device', deviceId);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const { siteId } = await this.devices.getShown(tx, organisationId, id);
      // The site's lock first, as whoever changes its devices takes it.
      await this.sites.lock(tx, organisationId, siteId);
      const before = await this.devices.lockShown(tx, organisationId, id);
      seen.check(before.revision);
      const after = { name: change.name ?? before.name, notes: change.notes ?? before.notes };
      await this.devices.change(tx, organisationId, id, after);
      // The site shows the name as well.
      if (after.name !== before.name) await this.sites.touchManifest(tx, organisationId, siteId);
      await this.audit.record(tx, organisationId, {
        object: { kind: 'device', id: deviceId },
        before: { name: before.name, notes: before.notes },
        after,
      });
      return this.show(tx, organisationId, id);
    });
  }

  private async show(tx: EntityManager, organisationId: string, id: string): Promise<Device> {
    const row = await this.devices.getShown(tx, organisationId, id);
    const details = await this.devices.details(tx, organisationId, [row.id]);
    return toDevice(row, details.get(row.id), new Date());
  }
}
