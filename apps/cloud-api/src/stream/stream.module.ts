import { Module } from '@nestjs/common';
import { StreamController } from './stream.controller.ts';
import { StreamMetrics } from './stream.metrics.ts';
import { StreamSessionsRepository } from './stream-sessions.repository.ts';
import { StreamService } from './stream.service.ts';

@Module({
  controllers: [StreamController],
  providers: [StreamService, StreamSessionsRepository, StreamMetrics],
})
export class StreamModule {}
