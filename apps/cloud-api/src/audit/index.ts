export { actorOf, Audit } from './audit.ts';
export { AuditLogService } from './audit-log.service.ts';
export { AuditModule } from './audit.module.ts';
