import { Global, Module } from '@nestjs/common';
import { JobQueueModule } from '../job-queue/index.ts';
import { Audit } from './audit.ts';
import { AuditCheckpoints } from './audit-checkpoints.ts';
import { AuditController } from './audit.controller.ts';
import { AuditLogService } from './audit-log.service.ts';

/** Global: whatever changes something records it. */
@Global()
@Module({
  imports: [JobQueueModule],
  controllers: [AuditController],
  providers: [Audit, AuditCheckpoints, AuditLogService],
  exports: [Audit, AuditLogService],
})
export class AuditModule {}
