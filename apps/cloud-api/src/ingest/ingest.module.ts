import { Module } from '@nestjs/common';
import { BlobsModule } from '../blobs/index.ts';
import { CommandsModule } from '../commands/index.ts';
import { FencingModule } from '../fencing/index.ts';
import { ReceiptsRepository } from '../receipts/index.ts';
import { IngestController } from './ingest.controller.ts';
import { IngestMetrics } from './ingest.metrics.ts';
import { IngestRepository } from './ingest.repository.ts';
import { IngestService } from './ingest.service.ts';

@Module({
  imports: [FencingModule, BlobsModule, CommandsModule],
  controllers: [IngestController],
  providers: [IngestService, IngestRepository, IngestMetrics, ReceiptsRepository],
})
export class IngestModule {}
