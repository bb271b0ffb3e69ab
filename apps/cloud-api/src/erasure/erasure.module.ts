import { Module } from '@nestjs/common';
import { BlobsModule } from '../blobs/index.ts';
import { JobQueueModule } from '../job-queue/index.ts';
import { ExportsModule } from '../organisation-exports/index.ts';
import { ErasureWork } from './erasure-work.ts';
import { ErasureController } from './erasure.controller.ts';
import { ErasureRepository } from './erasure.repository.ts';
import { ErasureService } from './erasure.service.ts';

@Module({
  imports: [BlobsModule, ExportsModule, JobQueueModule],
  controllers: [ErasureController],
  providers: [ErasureRepository, ErasureService, ErasureWork],
})
export class ErasureModule {}
