import { Module } from '@nestjs/common';
import { JobQueueModule } from '../job-queue/index.ts';
import { PeopleModule } from '../people/index.ts';
import { SessionsModule } from '../sessions/index.ts';
import { PasswordResetsController } from './password-resets.controller.ts';
import { PasswordResetsService } from './password-resets.service.ts';
import { ResetLimits } from './reset-limits.ts';
import { ResetLinks } from './reset-links.ts';
import { ResetRequests } from './reset-requests.ts';

/** Forgotten passwords (docs/decisions/0034). */
@Module({
  imports: [JobQueueModule, PeopleModule, SessionsModule],
  controllers: [PasswordResetsController],
  providers: [PasswordResetsService, ResetLimits, ResetLinks, ResetRequests],
})
export class PasswordResetsModule {}
