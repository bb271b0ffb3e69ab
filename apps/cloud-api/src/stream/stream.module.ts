import { Module } from '@nestjs/common';
import { AccessTokensModule } from '../access-tokens/index.ts';
import { AuthorisationModule } from '../authorisation/authorisation.module.ts';
import { Broadcasts } from './broadcasts.ts';
import { SocketServer } from './socket-server.ts';
import { StreamController } from './stream.controller.ts';
import { StreamMetrics } from './stream.metrics.ts';
import { StreamService } from './stream.service.ts';
import { StreamTokens } from './stream-tokens.ts';

@Module({
  imports: [AuthorisationModule, AccessTokensModule],
  controllers: [StreamController],
  providers: [StreamService, SocketServer, StreamTokens, Broadcasts, StreamMetrics],
})
export class StreamModule {}
