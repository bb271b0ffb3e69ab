import { Inject, Injectable } from '@nestjs/common';
import { idFromUuid, type KnownDevice, type ListedKnownDevice, uuidFromId } from '@eyrie/contracts';
import { Audit } from '../audit/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { InvalidRequest } from '../problems/index.ts';
import { SitesRepository } from '../sites/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { KnownDeviceRow } from './known-device.entity.ts';
import { KnownDeviceNotFound } from './provisioning-token.errors.ts';

const ofOneSiteMax = 5_000;

/** The serials that a site expects. */
@Injectable()
export class KnownDevicesService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /** Throws `SiteNotFound`. */
  list({ organisationId }: PersonPrincipal, site: string): Promise<ListedKnownDevice[]> {
    const siteId = uuidFromId('site', site);
    return this.tenancy.transaction(organisationId, async (tx) => {
      await this.sites.get(tx, organisationId, siteId);
      const rows = await tx.find(KnownDeviceRow, {
        where: { organisationId, siteId },
        order: { serial: 'ASC' },
      });
      return rows.map(toResource);
    });
  }

  /** Adds them; one that is there already gets the new name. Throws as its neighbours do. */
  add(
    { organisationId }: PersonPrincipal,
    site: string,
    devices: readonly KnownDevice[],
  ): Promise<ListedKnownDevice[]> {
    const siteId = uuidFromId('site', site);
    const named = new Map(devices.map(({ serial, name }) => [serial, name]));
    return this.tenancy.transaction(organisationId, async (tx) => {
      await this.sites.lockInUse(tx, organisationId, siteId);
      await tx.query(
        `INSERT INTO known_device (organisation_id, site_id, serial, name)
         SELECT $1, $2, given.serial, given.name
         FROM unnest($3::text[], $4::text[]) AS given (serial, name)
         ON CONFLICT (organisation_id, site_id, serial) DO UPDATE SET name = excluded.name`,
        [organisationId, siteId, [...named.keys()], [...named.values()]],
      );
      const rows = await tx.find(KnownDeviceRow, {
        where: { organisationId, siteId },
        order: { serial: 'ASC' },
      });
      if (rows.length > ofOneSiteMax) {
        const message = `must not bring the site to more than ${ofOneSiteMax} known serials`;
        throw new InvalidRequest([{ pointer: '/items', message }]);
      }
      await this.audit.record(tx, organisationId, {
        object: { kind: 'site', id: site },
        after: { known_serials: [...named.keys()] },
      });
      return rows.map(toResource);
    });
  }

  /** Throws `KnownDeviceNotFound`. A device that came with it stays. */
  remove({ organisationId }: PersonPrincipal, site: string, serial: string): Promise<void> {
    const siteId = uuidFromId('site', site);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const { affected } = await tx.delete(KnownDeviceRow, { organisationId, siteId, serial });
      if (affected !== 1) throw new KnownDeviceNotFound();
      await this.audit.record(tx, organisationId, {
        object: { kind: 'site', id: site },
        before: { known_serials: [serial] },
      });
    });
  }
}

function toResource({ serial, name, deviceId, createdAt }: KnownDeviceRow): ListedKnownDevice {
  return {
    serial,
    name,
    device_id: deviceId === null ? null : idFromUuid('device', deviceId),
    created_at: createdAt.toISOString(),
  };
}
