import { Inject, Injectable } from '@nestjs/common';
import type { SiteTrust, TrustReport } from '@eyrie/contracts';
import type { DevicePrincipal } from '../authorisation/index.ts';
import { SiteAuthorities, SitesRepository } from '../sites/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { CaRotations } from './ca-rotations.ts';
import { DeviceTrustRow } from './device-trust.entity.ts';

/** Where devices say what they trust, twice a minute: nearly always nothing is new, and costs two rows. */
@Injectable()
export class DeviceTrustService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(SiteAuthorities) private readonly authorities: SiteAuthorities,
    @Inject(CaRotations) private readonly rotations: CaRotations,
  ) {}

  report(
    { organisationId, siteId, deviceId }: DevicePrincipal,
    { authorities, serial }: TrustReport,
  ): Promise<SiteTrust> {
    const said = { authorities: authorities.toSorted(), serial: serial.toLowerCase() };
    return this.tenancy.transaction(organisationId, async (tx) => {
      const known = await tx.findOneBy(DeviceTrustRow, { organisationId, deviceId });
      const isNews =
        known?.serial !== said.serial || known.authorities.join() !== said.authorities.join();
      const rotation = await this.rotations.find(tx, organisationId, siteId);
      // The site's lock first, as all take it who change what its devices are.
      if (rotation) await this.sites.lock(tx, organisationId, siteId);
      if (isNews) {
        await tx.query(
          `INSERT INTO device_trust (organisation_id, device_id, authorities, serial)
           VALUES ($1, $2, $3, $4)
           ON CONFLICT (organisation_id, device_id) DO UPDATE
             SET authorities = excluded.authorities, serial = excluded.serial, reported_at = now()`,
          [organisationId, deviceId, said.authorities, said.serial],
        );
      }
      // Again, under the lock: another device's word may have been the last one meanwhile.
      const present = rotation && (await this.rotations.find(tx, organisationId, siteId));
      if (present) await this.rotations.advance(tx, present);
      return this.authorities.bundle(tx, organisationId, siteId);
    });
  }
}
