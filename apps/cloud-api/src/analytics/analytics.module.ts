import { Module } from '@nestjs/common';
import { JobQueueModule } from '../job-queue/index.ts';
import { AnalyticsController } from './analytics.controller.ts';
import { AnalyticsRepository } from './analytics.repository.ts';
import { AnalyticsService } from './analytics.service.ts';
import { CaptureAccountService } from './capture-account.service.ts';
import { CaptureHoursRepository } from './capture-hours.repository.ts';
import { Rollup } from './rollup.ts';
import { RollupRepository } from './rollup.repository.ts';

@Module({
  imports: [JobQueueModule],
  controllers: [AnalyticsController],
  providers: [
    AnalyticsRepository,
    AnalyticsService,
    CaptureAccountService,
    CaptureHoursRepository,
    Rollup,
    RollupRepository,
  ],
})
export class AnalyticsModule {}
