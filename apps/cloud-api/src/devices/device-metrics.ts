import { idFromUuid } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import { Inject, Injectable } from '@nestjs/common';
import { Gauge, type Registry } from 'prom-client';
import { LOGGER } from '../logger.ts';
import { METRICS } from '../metrics.ts';
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
  private readonly total: Gauge;
  private countedAt = -Infinity;
  private counting: Promise<void> | null = null;

  constructor(
    @Inject(METRICS) registry: Registry,
    @Inject(Installation) private readonly installation: Installation,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const collect = () => this.count();
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
    this.total = new Gauge({
      // The name is what alerts and dashboards ask for; it is no counter.
      name: 'devices_total',
      help: 'Devices that are enrolled.',
      registers,
      collect,
    });
  }

  private count(): Promise<void> {
    if (performance.now() - this.countedAt < keptMs) return Promise.resolve();
    this.counting ??= this.ask().finally(() => (this.counting = null));
    return this.counting;
  }

  private async ask(): Promise<void> {
    try {
      const sites = await this.installation.countDevices();
      const sum = (of: 'total' | 'offline') => sites.reduce((all, one) => all + one[of], 0);
      this.online.reset();
      for (const { siteId, online } of sites) {
        this.online.set({ location: idFromUuid('site', siteId) }, online);
      }
      this.offline.set(sum('offline'));
      this.total.set(sum('total'));
      this.countedAt = performance.now();
    } catch (error) {
      // The other metrics are worth having; `up` and readiness tell that Postgres is away.
      this.logger.debug({ event: 'devices_not_counted', err: error });
    }
  }
}
