import { Module } from '@nestjs/common';
import { PasswordHasher } from './password-hasher.ts';
import { SessionsController } from './sessions.controller.ts';
import { SessionsService } from './sessions.service.ts';

@Module({
  controllers: [SessionsController],
  providers: [PasswordHasher, SessionsService],
  exports: [PasswordHasher, SessionsService],
})
export class SessionsModule {}
