import { Module } from '@nestjs/common';
import { FencingModule } from '../fencing/index.ts';
import { BlobsController } from './blobs.controller.ts';
import { BlobsRepository } from './blobs.repository.ts';
import { BlobsService } from './blobs.service.ts';
import { objectStoreProvider } from './object-store.provider.ts';

@Module({
  imports: [FencingModule],
  controllers: [BlobsController],
  providers: [BlobsService, BlobsRepository, objectStoreProvider],
  exports: [BlobsService, BlobsRepository, objectStoreProvider],
})
export class BlobsModule {}
