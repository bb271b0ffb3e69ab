import { Module } from '@nestjs/common';
import { BlobsModule } from '../blobs/index.ts';
import { TimelapsesController } from './timelapses.controller.ts';
import { TimelapsesRepository } from './timelapses.repository.ts';
import { TimelapsesService } from './timelapses.service.ts';

@Module({
  imports: [BlobsModule],
  controllers: [TimelapsesController],
  providers: [TimelapsesService, TimelapsesRepository],
})
export class TimelapsesModule {}
