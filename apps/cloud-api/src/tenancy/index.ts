export { enterAccount } from './account-scope.ts';
export {
  type ApiKeyLookup,
  CrossTenant,
  type DeviceLookup,
  type LoginRow,
  type MembershipLookup,
  type SessionLookup,
} from './cross-tenant.ts';
export {
  type BackupState,
  Installation,
  type QueueBacklog,
  type StoredSigningKey,
} from './installation.ts';
export { LimitCounters } from './limit-counters.ts';
export { PipelinedTenancy } from './pipelined-tenancy.ts';
export { TenancyModule } from './tenancy.module.ts';
export { Tenancy } from './tenancy.ts';
export type { PipelinedSql, TenantSql } from './tenant-sql.ts';
