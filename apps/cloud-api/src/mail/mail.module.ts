import { Global, Module } from '@nestjs/common';
import { JobQueueModule } from '../job-queue/index.ts';
import { MailWorker } from './mail-worker.ts';
import { Mail } from './mail.ts';
import { MailMetrics } from './mail.metrics.ts';

@Global()
@Module({
  imports: [JobQueueModule],
  providers: [Mail, MailMetrics, MailWorker],
  exports: [Mail],
})
export class MailModule {}
