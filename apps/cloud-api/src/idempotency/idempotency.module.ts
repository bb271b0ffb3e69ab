import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { JobQueueModule } from '../job-queue/index.ts';
import { IdempotencyRecords } from './idempotency-records.ts';
import { IdempotencySweep } from './idempotency-sweep.ts';
import { IdempotencyInterceptor } from './idempotency.interceptor.ts';

/** For every POST of people and programs: see the interceptor. */
@Module({
  imports: [JobQueueModule],
  providers: [
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
    IdempotencyRecords,
    IdempotencySweep,
  ],
})
export class IdempotencyModule {}
