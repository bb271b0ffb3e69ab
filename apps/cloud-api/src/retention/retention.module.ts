import { Module } from '@nestjs/common';
import { BlobsModule } from '../blobs/index.ts';
import { FramesModule } from '../frames/index.ts';
import { JobQueueModule } from '../job-queue/index.ts';
import { KeptDataRepository } from './kept-data.repository.ts';
import { RetentionController } from './retention.controller.ts';
import { RetentionJob } from './retention-job.ts';
import { RetentionRepository } from './retention.repository.ts';
import { RetentionService } from './retention.service.ts';
import { RetentionWork } from './retention-work.ts';

@Module({
  imports: [BlobsModule, FramesModule, JobQueueModule],
  controllers: [RetentionController],
  providers: [
    KeptDataRepository,
    RetentionJob,
    RetentionRepository,
    RetentionService,
    RetentionWork,
  ],
})
export class RetentionModule {}
