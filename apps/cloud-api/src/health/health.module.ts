import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { BackupMetrics } from './backup-metrics.ts';
import { DatabaseGauge } from './database-gauge.ts';
import { HealthController } from './health.controller.ts';

@Module({
  imports: [TerminusModule.forRoot({ logger: false, gracefulShutdownTimeoutMs: 0 })],
  controllers: [HealthController],
  providers: [BackupMetrics, DatabaseGauge],
})
export class HealthModule {}
