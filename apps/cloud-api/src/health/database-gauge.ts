import { Inject, Injectable } from '@nestjs/common';
import { Gauge, type Registry } from 'prom-client';
import { METRICS } from '../metrics.ts';
import { Installation } from '../tenancy/index.ts';

/** Longer than this, and a scrape of all the other metrics would be lost with it. */
const patienceMs = 3_000;

/** `database_up`: whether this replica reaches a database that it can work with. */
@Injectable()
export class DatabaseGauge {
  constructor(
    @Inject(METRICS) registry: Registry,
    @Inject(Installation) installation: Installation,
  ) {
    const gauge = new Gauge({
      name: 'database_up',
      help: 'Whether this replica reaches a database that it can work with.',
      registers: [registry],
      collect: async () => {
        gauge.set((await answersInTime(installation)) ? 1 : 0);
      },
    });
  }
}

function answersInTime(installation: Installation): Promise<boolean> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, patienceMs, false);
    installation
      .check()
      .then(
        () => {
          resolve(true);
        },
        () => {
          resolve(false);
        },
      )
      .finally(() => {
        clearTimeout(late);
      });
  });
}
