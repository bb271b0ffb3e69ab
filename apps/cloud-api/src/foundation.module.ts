import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from '@eyrie/platform';
import type { Registry } from 'prom-client';
import { CONFIGURATION, type RunningConfiguration } from './configuration.ts';
import { LOGGER } from './logger.ts';
import { METRICS } from './metrics.ts';

/** What every module may have injected: the configuration, the logger and the metrics. */
@Module({})
export class FoundationModule {
  static register(parts: {
    configuration: RunningConfiguration;
    logger: Logger;
    registry: Registry;
  }): DynamicModule {
    return {
      module: FoundationModule,
      global: true,
      providers: [
        { provide: CONFIGURATION, useValue: parts.configuration },
        { provide: LOGGER, useValue: parts.logger },
        { provide: METRICS, useValue: parts.registry },
      ],
      exports: [CONFIGURATION, LOGGER, METRICS],
    };
  }
}
