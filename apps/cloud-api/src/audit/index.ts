export { actorOf, Audit } from './audit.ts';
export { AuditCheckpoints } from './audit-checkpoints.ts';
export { AuditLogService } from './audit-log.service.ts';
export { RefusedAttempts } from './refused-attempts.ts';
export { AuditModule } from './audit.module.ts';
