import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from '@eyrie/platform';
import type { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { AccessTokensModule } from './access-tokens/index.ts';
import { AnalyticsModule } from './analytics/index.ts';
import { ApiKeysModule } from './api-keys/index.ts';
import { ArchiveModule } from './archive/index.ts';
import { AuditModule } from './audit/index.ts';
import { AuthorisationModule } from './authorisation/authorisation.module.ts';
import { BulkModule } from './bulk/index.ts';
import { BlobsModule } from './blobs/index.ts';
import type { RunningConfiguration } from './configuration.ts';
import { CamerasModule } from './cameras/index.ts';
import { CommandsModule } from './commands/index.ts';
import { ConfigurationsModule } from './configurations/index.ts';
import { DashboardModule } from './dashboard/dashboard.module.ts';
import { DeviceTokensModule } from './device-tokens/index.ts';
import { DevicesModule } from './devices/index.ts';
import { DryRunModule } from './dry-run/index.ts';
import { EdgeSiteModule } from './edge-site/index.ts';
import { EnrolmentModule } from './enrolment/index.ts';
import { ErasureModule } from './erasure/index.ts';
import { EventLogModule } from './event-log/index.ts';
import { FieldsModule } from './fields/index.ts';
import { FoundationModule } from './foundation.module.ts';
import { FramesModule } from './frames/index.ts';
import { HealthModule } from './health/health.module.ts';
import { IdempotencyModule } from './idempotency/index.ts';
import { IngestModule } from './ingest/index.ts';
import { OperationsModule } from './operations/index.ts';
import { LockedRangesModule } from './locked-ranges/index.ts';
import { LimitsModule } from './limits/index.ts';
import { MailModule } from './mail/index.ts';
import { OrganisationsModule } from './organisations/index.ts';
import { PasswordResetsModule } from './password-resets/index.ts';
import { PeopleModule } from './people/index.ts';
import { ExportsModule } from './organisation-exports/index.ts';
import { ProblemsModule } from './problems/problems.module.ts';
import { ProvisioningModule } from './provisioning/index.ts';
import { RetentionModule } from './retention/index.ts';
import { RewrapModule } from './sealing/rewrap.module.ts';
import { SealingModule } from './sealing/index.ts';
import { SessionsModule } from './sessions/index.ts';
import { SingleSignOnModule } from './single-sign-on/index.ts';
import { StreamModule } from './stream/index.ts';
import { SiteTrustModule } from './site-trust/index.ts';
import { SitesModule } from './sites/index.ts';
import { TenancyModule } from './tenancy/index.ts';
import { TimelapsesModule } from './timelapses/index.ts';

export interface AppParts {
  configuration: RunningConfiguration;
  logger: Logger;
  dataSource: DataSource;
  registry: Registry;
}

@Module({})
export class AppModule {
  static register({ configuration, logger, dataSource, registry }: AppParts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        FoundationModule.register({ configuration, logger, registry }),
        TenancyModule.register(dataSource),
        LimitsModule,
        SealingModule,
        RewrapModule,
        EventLogModule,
        AuditModule,
        MailModule,
        OperationsModule,
        IdempotencyModule,
        DryRunModule,
        FieldsModule,
        AuthorisationModule,
        AccessTokensModule,
        ApiKeysModule,
        PeopleModule,
        SessionsModule,
        PasswordResetsModule,
        SingleSignOnModule,
        DeviceTokensModule,
        OrganisationsModule,
        SitesModule,
        DevicesModule,
        CamerasModule,
        LockedRangesModule,
        ArchiveModule,
        CommandsModule,
        BulkModule,
        ConfigurationsModule,
        ProvisioningModule,
        EnrolmentModule,
        EdgeSiteModule,
        SiteTrustModule,
        HealthModule,
        ProblemsModule,
        BlobsModule,
        FramesModule,
        TimelapsesModule,
        IngestModule,
        RetentionModule,
        ExportsModule,
        ErasureModule,
        AnalyticsModule,
        StreamModule,
        // Last: it answers every address that nothing else does.
        DashboardModule,
      ],
    };
  }
}
