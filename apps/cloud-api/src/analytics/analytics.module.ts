import { Module } from '@nestjs/common';
import { JobQueueModule } from '../job-queue/index.ts';
import { AnalyticsController } from './analytics.controller.ts';
import { AnalyticsRepository } from './analytics.repository.ts';
import { AnalyticsService } from './analytics.service.ts';
import { Rollup } from './rollup.ts';
import { RollupRepository } from './rollup.repository.ts';

@Module({
  imports: [JobQueueModule],
  controllers: [AnalyticsController],
  providers: [AnalyticsRepository, AnalyticsService, Rollup, RollupRepository],
})
export class AnalyticsModule {}
