import { idFromUuid } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import { Inject, Injectable } from '@nestjs/common';
import { Gauge, type Registry } from 'prom-client';
import { LOGGER } from '../logger.ts';
import { METRICS, scrapedOnce } from '../metrics.ts';
import { Installation } from '../tenancy/index.ts';

/** Scrapes that come together are one question. */
const keptMs = 5_000;

/**
 * How many devices are heard, of the whole installation. Every replica says the same, so that a query
 * takes the greatest of them and not their sum. Revoked devices are not counted.
 */
@Injectable()
export class DeviceMetrics {
  private readonly online: Gauge<'location'>;
  private readonly offline: Gauge;
  private readonly offlineAtSite: Gauge<'location'>;
  private readonly total: Gauge;

  constructor(
    @Inject(METRICS) registry: Registry,
    @Inject(Installation) private readonly installation: Installation,
    @Inject(LOGGER) logger: Logger,
  ) {
    const collect = scrapedOnce(() => this.count(), {
      keptMs,
      missed: (error) => logger.debug({ event: 'devices_not_counted', err: error }),
    });
    const registers = [registry];
    this.online = new Gauge({
      name: 'devices_online',
      help: 'Devices that were heard within two and a half of their intervals, by site.',
      labelNames: ['location'],
      registers,
      collect,
    });
    this.offline = new Gauge({
      name: 'devices_offline',
      help: 'Devices that were heard once and are not any more, or are in quarantine.',
      registers,
      collect,
    });
    this.offlineAtSite = new Gauge({
      name: 'site_devices_offline',
      help: 'Those of each site.',
      labelNames: ['location'],
      registers,
      collect,
    });
    this.total = new Gauge({
      // The name is what alerts and dashboards ask for; it is no counter.
      name: 'devices_total',
      help: 'Devices that are enrolled.',
      registers,
      collect,
    });
  }

  private async count(): Promise<void> {
    const sites = await this.installation.countDevices();
    const sum = (of: 'total' | 'offline') => sites.reduce((all, one) => all + one[of], 0);
    this.online.reset();
    this.offlineAtSite.reset();
    for (const { siteId, online, offline } of sites) {
      const location = idFromUuid('site', siteId);
      this.online.set({ location }, online);
      this.offlineAtSite.set({ location }, offline);
    }
    this.offline.set(sum('offline'));
    this.total.set(sum('total'));
  }
}
