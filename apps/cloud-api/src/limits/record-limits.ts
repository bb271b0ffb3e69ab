import { Inject, Injectable } from '@nestjs/common';
import type { DevicePrincipal } from '../authorisation/index.ts';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { LeasedQuota } from './leased-quota.ts';
import { TooManyRequests } from './limit.errors.ts';
import { SharedLimits } from './shared-limits.ts';

const windowMs = 10_000;
/** A record of telemetry has 420 bytes, one of a frame 900. */
const bytesPerRecord = 1_024;

/** Limits what a site, and an organisation with all of its sites, may have written for it. */
@Injectable()
export class RecordLimits {
  private readonly sites: readonly Measured[];
  private readonly organisations: readonly Measured[];

  constructor(
    @Inject(CONFIGURATION) { limits }: Configuration,
    @Inject(SharedLimits) store: SharedLimits,
  ) {
    const measured = (whose: string, recordsPerSecond: number): Measured[] => {
      const records = Math.round((recordsPerSecond * windowMs) / 1000);
      const quota = (name: string, most: number) =>
        new LeasedQuota({ name: `${name}-${whose}`, most, windowMs }, store);
      return [
        { unit: 'records', quota: quota('records', records) },
        { unit: 'bytes', quota: quota('record-bytes', records * bytesPerRecord) },
      ];
    };
    this.sites = measured('site', limits.recordsPerSecondSite);
    this.organisations = measured('organisation', limits.recordsPerSecondOrganisation);
  }

  /** Counts a batch before anything is done with it. Throws `TooManyRequests`. */
  async take(
    { siteId, organisationId }: Pick<DevicePrincipal, 'siteId' | 'organisationId'>,
    batch: Readonly<Record<Measured['unit'], number>>,
  ): Promise<void> {
    for (const [key, all] of [
      [siteId, this.sites],
      [organisationId, this.organisations],
    ] as const) {
      for (const { unit, quota } of all) {
        const { isAdmitted, resetMs } = await quota.take(key, batch[unit]);
        if (!isAdmitted) throw new TooManyRequests(quota.quota.name, resetMs / 1000);
      }
    }
  }
}

interface Measured {
  readonly unit: 'records' | 'bytes';
  readonly quota: LeasedQuota;
}
