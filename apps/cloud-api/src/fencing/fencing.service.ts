import { Injectable } from '@nestjs/common';
import type { TenantSql } from '../tenancy/index.ts';
import { type Fence, isCurrent, SiteFenced } from './fence.ts';

@Injectable()
export class FencingService {
  /**
   * Lets a leader's request pass, or throws `SiteFenced`. Holds the site's row until the transaction
   * ends: once a newer leader has been heard, nothing that an older one began can still commit after it.
   * An epoch that the cloud has not given is refused as well, else a forged one would shut the site out.
   */
  async check(
    tx: TenantSql,
    { organisationId, siteId }: { organisationId: string; siteId: string },
    given: Fence,
  ): Promise<void> {
    const [site] = await tx.query<
      { site_epoch: number; fence_epoch: number; fence_term: number }[]
    >(
      `SELECT site_epoch, fence_epoch, fence_term FROM site
       WHERE organisation_id = $1 AND id = $2 FOR NO KEY UPDATE`,
      [organisationId, siteId],
    );
    if (!site || given.siteEpoch !== site.site_epoch) throw new SiteFenced();
    const known = { siteEpoch: site.fence_epoch, term: site.fence_term };
    if (!isCurrent(given, known)) throw new SiteFenced();
    if (given.siteEpoch === known.siteEpoch && given.term === known.term) return;
    // The first word of an epoch's leader also changes the manifest, which says that it was founded.
    await tx.query(
      `UPDATE site SET fence_epoch = $3, fence_term = $4,
         manifest_version = manifest_version + CASE WHEN fence_epoch = $3 THEN 0 ELSE 1 END
       WHERE organisation_id = $1 AND id = $2`,
      [organisationId, siteId, given.siteEpoch, given.term],
    );
  }
}
