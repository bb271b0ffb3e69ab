import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { type DataSource } from 'typeorm';
import { type Logger } from '@eyrie/platform';
import { CONFIGURATION, type Configuration } from './configuration.ts';
import { LOGGER } from './logger.ts';
import { TenancyModule } from './tenancy/index.ts';

export interface AppParts {
  configuration: Configuration;
  logger: Logger;
  dataSource: DataSource;
}

/** What every module may have injected: the configuration and the logger. */
@Module({})
export class FoundationModule {
  static register({ configuration, logger }: AppParts): DynamicModule {
    return {
      module: FoundationModule,
      global: true,
      providers: [
        { provide: CONFIGURATION, useValue: configuration },
        { provide: LOGGER, useValue: logger },
      ],
      exports: [CONFIGURATION, LOGGER],
    };
  }
}

@Module({})
export class AppModule {
  static register(parts: AppParts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        DiscoveryModule,
        FoundationModule.register(parts),
        TenancyModule.register(parts.dataSource),
      ],
    };
  }
}
