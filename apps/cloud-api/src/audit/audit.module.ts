import { Global, Module } from '@nestjs/common';
import { JobQueueModule } from '../job-queue/index.ts';
import { SigningKeysModule } from '../signing-keys/signing-keys.module.ts';
import { Audit } from './audit.ts';
import { AuditCheckpoints } from './audit-checkpoints.ts';
import { AuditController } from './audit.controller.ts';
import { CheckpointJob } from './checkpoint-job.ts';
import { RefusedAttempts } from './refused-attempts.ts';
import { AuditLogService } from './audit-log.service.ts';

/** Global: whatever changes something records it. */
@Global()
@Module({
  imports: [JobQueueModule, SigningKeysModule],
  controllers: [AuditController],
  providers: [Audit, AuditCheckpoints, AuditLogService, CheckpointJob, RefusedAttempts],
  exports: [Audit, AuditCheckpoints, AuditLogService, RefusedAttempts],
})
export class AuditModule {}
