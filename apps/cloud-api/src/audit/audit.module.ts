import { Global, Module } from '@nestjs/common';
import { Audit } from './audit.ts';
import { AuditController } from './audit.controller.ts';
import { AuditLogService } from './audit-log.service.ts';

/** Global: whatever changes something records it. */
@Global()
@Module({
  controllers: [AuditController],
  providers: [Audit, AuditLogService],
  exports: [Audit, AuditLogService],
})
export class AuditModule {}
