import { Module } from '@nestjs/common';
import { AuthorisationModule } from '../authorisation/authorisation.module.ts';
import { StreamController } from './stream.controller.ts';
import { StreamMetrics } from './stream.metrics.ts';
import { StreamService } from './stream.service.ts';

@Module({
  imports: [AuthorisationModule],
  controllers: [StreamController],
  providers: [StreamService, StreamMetrics],
})
export class StreamModule {}
