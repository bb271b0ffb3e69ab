import { Module } from '@nestjs/common';
import { JobMetrics } from './job-metrics.ts';
import { JobQueue } from './job-queue.ts';

@Module({ providers: [JobMetrics, JobQueue], exports: [JobQueue] })
export class JobQueueModule {}
