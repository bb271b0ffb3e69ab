export { LeasedQuota } from './leased-quota.ts';
export { LimitsModule } from './limits.module.ts';
export { RequestLimits } from './request-limits.ts';
export { SharedLimits } from './shared-limits.ts';
