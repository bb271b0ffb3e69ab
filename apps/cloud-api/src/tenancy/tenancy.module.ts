import { type DynamicModule, Module } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { ConnectionTurns, poolSizeOf } from './connection-turns.ts';
import { CrossTenant } from './cross-tenant.ts';
import { Installation } from './installation.ts';
import { LimitCounters } from './limit-counters.ts';
import { PipelinedTenancy } from './pipelined-tenancy.ts';
import { Tenancy } from './tenancy.ts';

@Module({})
export class TenancyModule {
  /** Global. Keeps the data source to itself and exports only what sets a tenant. */
  static register(dataSource: DataSource): DynamicModule {
    const turns = new ConnectionTurns(poolSizeOf(dataSource));
    return {
      module: TenancyModule,
      global: true,
      providers: [
        { provide: Tenancy, useValue: new Tenancy(dataSource, turns) },
        { provide: PipelinedTenancy, useValue: new PipelinedTenancy(dataSource, turns) },
        { provide: CrossTenant, useValue: new CrossTenant(dataSource) },
        { provide: Installation, useValue: new Installation(dataSource) },
        { provide: LimitCounters, useValue: new LimitCounters(dataSource) },
      ],
      exports: [Tenancy, PipelinedTenancy, CrossTenant, Installation, LimitCounters],
    };
  }
}
