import { Module } from '@nestjs/common';
import { BlobsModule } from '../blobs/index.ts';
import { FramesController } from './frames.controller.ts';
import { FramesRepository } from './frames.repository.ts';
import { FramesService } from './frames.service.ts';

@Module({
  imports: [BlobsModule],
  controllers: [FramesController],
  providers: [FramesService, FramesRepository],
  exports: [FramesService],
})
export class FramesModule {}
