import { idFromUuid } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import { Inject, Injectable } from '@nestjs/common';
import { Gauge, type Registry } from 'prom-client';
import { LOGGER } from '../logger.ts';
import { METRICS, scrapedOnce } from '../metrics.ts';
import { Installation } from '../tenancy/index.ts';

/** Shorter than any alert waits; the slots of a large fleet are not counted for each scrape of each replica. */
const keptMs = 30_000;

/** How each site fares, of the whole installation: every replica says the same. Archived sites say nothing. */
@Injectable()
export class SiteMetrics {
  constructor(
    @Inject(METRICS) registry: Registry,
    @Inject(Installation) installation: Installation,
    @Inject(LOGGER) logger: Logger,
  ) {
    const collect = scrapedOnce(
      async () => {
        const sites = await installation.listSiteStates();
        for (const gauge of [silent, expected, captured]) gauge.reset();
        for (const site of sites) {
          const location = idFromUuid('site', site.siteId);
          silent.set({ location }, site.silentSeconds);
          expected.set({ location }, site.expected);
          captured.set({ location }, site.captured);
        }
      },
      { keptMs, missed: (error) => logger.debug({ event: 'sites_not_counted', err: error }) },
    );
    const ofSite = (name: string, help: string) =>
      new Gauge({ name, help, labelNames: ['location'], registers: [registry], collect });
    const silent = ofSite('site_silent_seconds', 'Since the last report of the site’s leader.');
    const expected = ofSite(
      'site_slots_expected',
      'Slots that the schedules of a site have in the last six whole hours.',
    );
    const captured = ofSite('site_slots_captured', 'Those of them whose frame is known.');
  }
}
